using CsCheck;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>Makes histories of a given length from all kinds that take part.</summary>
internal sealed class HistoryGen(int length, IReadOnlyList<Kind> kinds) : Gen<History>
{
    private static readonly Gen<string> Comments = Values.Pick(
        "/* c */ ",
        "/* '; \" ` */",
        "-- it's a line\n",
        "# hash\n",
        "/*! */",
        "/*M!100100 */",
        "\n\t"
    );
    private readonly Gen<(Kind Kind, Gen<string[]> Statements)> ofSessions = Choice(kinds.Where(kind => !kind.OfOperator));
    private readonly Gen<(Kind Kind, Gen<string[]> Statements)> ofOperator = Choice(kinds.Where(kind => kind.OfOperator));

    public static History FromSeed(string seed, int length, IReadOnlyList<Kind> kinds) =>
        new HistoryGen(length, kinds).Generate(PCG.Parse(seed), null, out _);

    public override History Generate(PCG pcg, Size? min, out Size size)
    {
        string seed = pcg.ToString();
        int sessions = One(Gen.Int[2, 4], pcg);
        bool concurrent = One(Gen.Bool, pcg);
        IReadOnlyList<Act> before = Acts(pcg, sessions, length / 4);
        IReadOnlyList<Act> after = Acts(pcg, sessions, length - (length / 4));
        int[] cuts = One(Gen.OneOf(Gen.Int[10_000, 400_000], Gen.Int[10_000, 100_000], Gen.Int[-200_000, -10_000]).Array[0, 3], pcg);
        var history = new History(seed, sessions, concurrent, before, after, cuts);
        size = new Size((ulong)history.Count);
        return history;
    }

    // Each session has a queue of statements. The next statement comes from any session, so the sessions' transactions overlap.
    private List<Act> Acts(PCG pcg, int sessions, int count)
    {
        var acts = new List<Act>();
        Queue<Act>[] queues = [.. Enumerable.Range(0, sessions).Select(_ => new Queue<Act>())];
        while (acts.Count < count)
        {
            if (One(Gen.Int[1, 60], pcg) == 1)
            {
                acts.Add(new Act(Act.Operator, One(ofOperator, pcg).Kind.Name, ""));
            }

            int session = One(Gen.Int[0, sessions - 1], pcg);
            if (queues[session].Count == 0)
            {
                (Kind kind, Gen<string[]> statements) = One(ofSessions, pcg);
                session = kind.OfFirstSession ? 0 : session;
                foreach (string statement in One(statements, pcg))
                {
                    queues[session].Enqueue(new Act(session, kind.Name, Commented(statement, pcg)));
                }
            }

            // A session often does several statements in a row.
            int row = One(Gen.Int[1, 4], pcg);
            while (row-- > 0 && queues[session].TryDequeue(out Act? act))
            {
                acts.Add(act);
            }
        }

        return acts;
    }

    private static string Commented(string sql, PCG pcg) =>
        One(Gen.Int[0, 19], pcg) switch
        {
            0 => One(Comments, pcg) + sql,
            1 => $"{sql} {One(Comments, pcg)}",
            2 when sql.IndexOf(' ', StringComparison.Ordinal) is > 0 and int space => $"{sql[..space]} {One(Comments, pcg)} {sql[space..]}",
            _ => sql,
        };

    private static Gen<(Kind Kind, Gen<string[]> Statements)> Choice(IEnumerable<Kind> kinds) =>
        Gen.Frequency([
            .. kinds.Select(kind => (kind.Weight, (IGen<(Kind, Gen<string[]>)>)Gen.Const((kind, Template.ParseAll(kind.Statements))))),
        ]);

    private static T One<T>(Gen<T> gen, PCG pcg) => Template.One(gen, pcg);
}
