using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Gives ALTER EVENT its definer. Without one, the account that alters an event becomes its definer, and the log has no name in the
/// statement. The log has the definer in the statement for every other object: views, triggers, routines, packages, and CREATE EVENT.
/// https://mariadb.com/kb/en/alter-event/
/// </summary>
internal sealed class EventDefiner : StatementReader
{
    private EventDefiner(List<SqlToken> tokens)
        : base(tokens) { }

    public static JudgedStatement Judge(QueryEvent statement)
    {
        string text = Encoding.Latin1.GetString(statement.Sql.Span);
        if (
            !text.Contains("ALTER", StringComparison.OrdinalIgnoreCase)
            || !text.Contains("EVENT", StringComparison.OrdinalIgnoreCase)
            || new EventDefiner(SqlTokens.Read(statement.Sql.Span, statement.Context.SqlMode ?? 0)).FindPlace()
                is not var (start, end, before)
        )
        {
            return new JudgedStatement(ReplayDecision.AsLogged, statement.Sql);
        }

        return InvokerName.Of(statement.Context) is { } name
            ? new JudgedStatement(
                ReplayDecision.WithAccountName,
                InvokerName.Put(statement.Sql.Span, [(start, end)], [.. Encoding.ASCII.GetBytes(before), .. name])
            )
            : new JudgedStatement(ReplayDecision.Refuse, statement.Sql, Why: InvokerName.Refusal);
    }

    // The byte range to replace, and the text before the name; null when the statement names its definer or is another one.
    private (int Start, int End, string Before)? FindPlace()
    {
        SkipSetStatement();
        if (!TakeIf("ALTER"))
        {
            return null;
        }

        int end = Tokens[At - 1].End;
        (int, int, string) place = (end, end, " DEFINER=");
        if (TakeIf("DEFINER"))
        {
            At++; // the equals sign
            int start = At;
            if (!TakeIf("CURRENT_USER") && !TakeIf("CURRENT_ROLE"))
            {
                return null;
            }

            SkipBrackets();
            place = (Tokens[start].Start, Tokens[At - 1].End, "");
        }

        return TakeIf("EVENT") ? place : null;
    }
}
