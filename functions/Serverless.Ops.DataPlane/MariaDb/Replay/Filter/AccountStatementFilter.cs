using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Judges statements of the log on accounts. A statement on an account that the restore leaves alone is passed over: it could lock the
/// restore out of the target, or fail because the set does not contain the account. CURRENT_USER and CURRENT_ROLE mean the account or role
/// that ran the statement on the source. CREATE ROLE without WITH ADMIN means the same account. No statement is replaced by a GRANT of
/// ours: a GRANT can make an account.
/// </summary>
internal sealed class AccountStatementFilter(AccountsLeftAlone left)
{
    private static readonly string[] Words = ["USER", "GRANT", "REVOKE", "PASSWORD", "ROLE"];

    public JudgedStatement Judge(QueryEvent statement)
    {
        string text = Encoding.Latin1.GetString(statement.Sql.Span);
        if (!Words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return new JudgedStatement(ReplayDecision.AsLogged, statement.Sql);
        }

        QueryContext context = statement.Context;
        var parsed = new AccountStatementParser(
            SqlTokens.Read(statement.Sql.Span, context.SqlMode ?? 0),
            context.Invoker,
            ((context.SqlMode ?? 0) & SqlTokens.NoBackslashEscapes) == 0
        );
        return !parsed.IsOne ? new JudgedStatement(ReplayDecision.AsLogged, statement.Sql)
            : !parsed.IsUnderstood || UncarriedFilter.IsAmbiguous(statement)
                ? new JudgedStatement(ReplayDecision.Refuse, statement.Sql, parsed.ToString())
            : parsed.NewRoles.Count > 0 ? JudgeRoles(statement, parsed)
            : Judge(statement, parsed);
    }

    // A role always belongs to the estate. The restore leaves some accounts alone; the role's admin is then the account that replays, as
    // nobody is named. That account gets the admin option of every other new role by StatementEffects: it needs it for later grants.
    private JudgedStatement JudgeRoles(QueryEvent statement, AccountStatementParser parsed)
    {
        (string User, string Host)? admin = parsed.Admin is null ? statement.Context.Invoker : parsed.Accounts[0];
        bool isLeft = admin is not { } account || left.Include(account.User, account.Host);
        if (parsed.Admin is { } named)
        {
            return isLeft ? With(statement, parsed, [named], [])
                : parsed.OfInvoker.Count > 0 ? WithInvoker(statement, parsed, parsed.OfInvoker, "")
                : new JudgedStatement(ReplayDecision.AsLogged, statement.Sql, parsed.ToString());
        }

        int end = parsed.NewRoles[^1].End;
        return isLeft
            ? new JudgedStatement(ReplayDecision.AsLogged, statement.Sql, parsed.ToString())
            : WithInvoker(statement, parsed, [(end, end)], " WITH ADMIN ");
    }

    private JudgedStatement Judge(QueryEvent statement, AccountStatementParser parsed)
    {
        int own = parsed.Accounts.Count(account => left.Include(account.User, account.Host));
        return own > 0 && own == parsed.Accounts.Count ? new JudgedStatement(ReplayDecision.PassOver, statement.Sql, parsed.ToString())
            : own > 0 || (parsed.OfInvoker.Count > 0 && parsed.Authenticates)
                ? new JudgedStatement(ReplayDecision.Refuse, statement.Sql, parsed.ToString())
            : parsed.OfInvoker.Count > 0 ? WithInvoker(statement, parsed, parsed.OfInvoker, "")
            : new JudgedStatement(ReplayDecision.AsLogged, statement.Sql, parsed.ToString());
    }

    private static JudgedStatement WithInvoker(
        QueryEvent statement,
        AccountStatementParser parsed,
        IReadOnlyList<(int Start, int End)> ranges,
        string before
    ) =>
        InvokerName.Of(statement.Context) is { } name
            ? With(statement, parsed, ranges, [.. Encoding.ASCII.GetBytes(before), .. name])
            : new JudgedStatement(ReplayDecision.Refuse, statement.Sql, parsed.ToString(), InvokerName.Refusal);

    private static JudgedStatement With(
        QueryEvent statement,
        AccountStatementParser parsed,
        IReadOnlyList<(int Start, int End)> ranges,
        ReadOnlySpan<byte> by
    ) => new(ReplayDecision.WithAccountName, InvokerName.Put(statement.Sql.Span, ranges, by), parsed.ToString());
}
