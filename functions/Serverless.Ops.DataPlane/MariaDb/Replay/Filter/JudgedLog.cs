using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Judges a log event by event: what a replay refuses, and what it passes over. The shipper notes both, and the check of a planned log
/// refuses the same, so that a plan knows before the import what the replay would refuse after it.
/// </summary>
internal sealed class JudgedLog(EstateFilter filter)
{
    private const string MayChangeBoth = "may change the estate together with what a restore does not carry or leaves alone";
    private readonly AccountRowFilter accounts = new(filter);
    private readonly HashSet<string> temporarySequences = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Changes that a replay leaves out because they are not the estate's.</summary>
    public PassedOver PassedOver { get; } = new();

    /// <summary>Judges the next event, which the grouper took before.</summary>
    /// <exception cref="UnsupportedBinlogEventException">The event has a form that this version does not know.</exception>
    /// <exception cref="BinlogCorruptException"/>
    public JudgedEvent Judge(in BinlogEvent next, TransactionGrouper grouper, TransactionStep step, string file)
    {
        if (step == TransactionStep.Begins)
        {
            accounts.Begin();
            return Refusal(Unreplayable.Find(grouper));
        }

        return step == TransactionStep.Outside ? default
            : RowsEvent.Is(next.Type) ? JudgeRows(next, grouper, file)
            : Unreplayable.Find(next, file) is { } what ? Refusal(what)
            : next.Type switch
            {
                EventType.Query or EventType.QueryCompressed => JudgeStatement(QueryEvent.Read(next, file), grouper),
                EventType.TableMap => JudgeTable(TableMapEvent.Read(next, file), grouper),
                EventType.UserVar => JudgeVariable(next, file),
                _ => default,
            };
    }

    // The server logs ALTER SEQUENCE in the same form whether it changed a temporary sequence or the one that stays.
    private bool ChangesTemporarySequence(QueryEvent statement)
    {
        ReadOnlySpan<byte> sql = statement.Sql.Span;
        if (
            SqlTokens.StartsWith(sql, "CREATE", "TEMPORARY", "SEQUENCE")
            || SqlTokens.StartsWith(sql, "CREATE", "OR", "REPLACE", "TEMPORARY", "SEQUENCE")
        )
        {
            temporarySequences.Add(SequenceOf(statement));
            return false;
        }

        return temporarySequences.Count > 0
            && SqlTokens.StartsWith(sql, "ALTER", "SEQUENCE")
            && temporarySequences.Contains(SequenceOf(statement));
    }

    // The name behind SEQUENCE.
    private static string SequenceOf(QueryEvent statement)
    {
        List<SqlToken> tokens = SqlTokens.Read(statement.Sql.Span, statement.Context.SqlMode ?? 0);
        int at = tokens.FindIndex(token => token.IsWord("SEQUENCE")) + 1;
        while (at < tokens.Count && (tokens[at].IsWord("IF") || tokens[at].IsWord("NOT") || tokens[at].IsWord("EXISTS")))
        {
            at++;
        }

        return at >= tokens.Count ? ""
            : at + 2 < tokens.Count && tokens[at + 1].IsMark('.') ? $"{tokens[at].Text}.{tokens[at + 2].Text}"
            : $"{statement.Database}.{tokens[at].Text}";
    }

    private static JudgedEvent Refusal(string? what) => new(what, null, false);

    private static JudgedEvent JudgeVariable(in BinlogEvent variable, string file)
    {
        UserVariable.Read(variable, file);
        return default;
    }

    private JudgedEvent JudgeRows(in BinlogEvent rows, TransactionGrouper grouper, string file)
    {
        if (!accounts.Include(rows))
        {
            return default;
        }

        switch (accounts.Judge(rows, file, out string ofWhom))
        {
            case ReplayDecision.Refuse:
                return new JudgedEvent(
                    "one change to rows of mysql.global_priv of both the estate's accounts and a server's own",
                    ofWhom,
                    false
                );
            case ReplayDecision.PassOver:
                PassedOver.Add(grouper.Gtid, $"rows of mysql.global_priv: {ofWhom}");
                return new JudgedEvent(null, null, true);
            default:
                return default;
        }
    }

    private JudgedEvent JudgeTable(in TableMapEvent map, TransactionGrouper grouper)
    {
        accounts.Take(map);
        bool isPassedOver = !filter.IsEstate(map.Schema, map.Table);
        if (isPassedOver)
        {
            PassedOver.Add(grouper.Gtid, $"rows of {map.Schema}.{map.Table}");
        }

        return new JudgedEvent(null, null, isPassedOver);
    }

    private JudgedEvent JudgeStatement(QueryEvent statement, TransactionGrouper grouper)
    {
        JudgedStatement judged = filter.Judge(statement);
        string shown = judged.RedactedText ?? statement.Text;
        if (ChangesTemporarySequence(statement))
        {
            return new JudgedEvent("a statement on a sequence while a session had a temporary one of that name", shown, false);
        }

        switch (judged.Decision)
        {
            case ReplayDecision.Refuse:
                return new JudgedEvent($"a statement that {judged.Why ?? MayChangeBoth}", shown, false);
            case ReplayDecision.PassOver:
                PassedOver.Add(grouper.Gtid, shown);
                return new JudgedEvent(null, null, true);
            case ReplayDecision.PartOnly:
                PassedOver.Add(grouper.Gtid, $"in part: {shown}");
                return default;
            default:
                return default;
        }
    }
}

/// <summary>The decision on one event.</summary>
/// <param name="Refused">What the event holds that a replay refuses, without any value; null when it does not refuse it.</param>
/// <param name="Detail">The statement or the accounts of a refused event. It may have values, but no passwords.</param>
/// <param name="IsPassedOver">True when a replay leaves the event out.</param>
internal readonly record struct JudgedEvent(string? Refused, string? Detail, bool IsPassedOver);
