using System.Text;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>One statement of one session, or a deed of the operator.</summary>
/// <param name="Kind">Name of the kind that made it.</param>
internal sealed record Act(int Session, string Kind, string Sql)
{
    /// <summary>Session of the operator, who restarts or kills the source.</summary>
    public const int Operator = -1;
}

/// <summary>
/// What happens to a source before and after its first database set. The order of the acts is the interleaving of the sessions, so it is
/// a part of the value, and a history without some of its acts is a history again.
/// </summary>
/// <param name="Seed">Gives the same history again, with the same kinds.</param>
/// <param name="Concurrent">Whether the sessions run at the same time. Then the order holds only within a session.</param>
/// <param name="Cuts">
/// Numbers of bytes after which the replay dies, one for each try, until it may finish. With a minus, the target's server dies too.
/// </param>
internal sealed record History(
    string Seed,
    int Sessions,
    bool Concurrent,
    IReadOnlyList<Act> Before,
    IReadOnlyList<Act> After,
    IReadOnlyList<int> Cuts
)
{
    private const int ActsDuringADump = 40;

    public int Count => Before.Count + After.Count;

    /// <summary>
    /// The acts after the first set as three parts. Sessions that act at the same time go on during both dumps: the first and the last part
    /// happen then.
    /// </summary>
    public (Act[] DuringFirstSet, Act[] Between, Act[] DuringSecondSet) Parts()
    {
        int early = Concurrent ? After.TakeWhile(act => act.Session != Act.Operator).Take(ActsDuringADump).Count() : 0;
        Act[] rest = [.. After.Skip(early)];
        int late = Concurrent ? rest.Reverse().TakeWhile(act => act.Session != Act.Operator).Take(ActsDuringADump).Count() : 0;
        return ([.. After.Take(early)], rest[..^late], rest[^late..]);
    }

    /// <summary>The history as text for a person. Each statement stands behind its session and kind.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine($"-- seed {Seed}, {Sessions} sessions{(Concurrent ? ", at the same time" : "")}, cuts: {string.Join(' ', Cuts)}");
        AppendActs(text, Before);
        text.AppendLine("-- the first set is taken here");
        AppendActs(text, After);
        text.AppendLine("-- the second set is taken here");
        return text.ToString();
    }

    private static void AppendActs(StringBuilder text, IReadOnlyList<Act> acts)
    {
        foreach (Act act in acts)
        {
            text.AppendLine($"/* session {act.Session}, {act.Kind} */ {act.Sql};");
        }
    }
}
