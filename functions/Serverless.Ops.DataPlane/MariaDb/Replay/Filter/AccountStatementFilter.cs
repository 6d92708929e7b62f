using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Judges statements of the log on accounts. A statement on an account that the restore leaves alone is passed over: it could lock the
/// restore out of the target, or fail because the set does not contain the account. CURRENT_USER means the account that ran the
/// statement on the source, not the restore's account. CREATE ROLE without WITH ADMIN means the same account.
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
            : !parsed.IsUnderstood || RestoreSchemaFilter.IsAmbiguous(statement)
                ? new JudgedStatement(ReplayDecision.Refuse, statement.Sql, parsed.ToString())
            : parsed.NewRoles.Count > 0 ? JudgeRoles(statement, parsed)
            : Judge(statement, parsed);
    }

    // A role always belongs to the estate. The log may grant the role later, so the replaying account needs the admin option,
    // or the server refuses that grant. The role's admin on the source gets the option as well.
    private JudgedStatement JudgeRoles(QueryEvent statement, AccountStatementParser parsed)
    {
        (string User, string Host)? admin = parsed.Accounts.Count > parsed.OfInvoker.Count ? parsed.Accounts[0] : statement.Context.Invoker;
        bool isOther = admin is { } account && !left.Include(account.User, account.Host);
        if (!isOther && parsed.Admin is null)
        {
            return new JudgedStatement(ReplayDecision.AsLogged, statement.Sql);
        }

        ReadOnlySpan<byte> sql = statement.Sql.Span;
        List<byte> made = [.. sql[..parsed.NewRoles[^1].End]];
        if (isOther)
        {
            made.InsertRange(0, "BEGIN NOT ATOMIC "u8);
            foreach ((int start, int end) in parsed.NewRoles)
            {
                made.AddRange([.. "; GRANT "u8, .. sql[start..end], .. " TO "u8]);
                made.AddRange(parsed.Admin is var (from, to) && parsed.OfInvoker.Count == 0 ? sql[from..to] : NameOf(admin!.Value));
                made.AddRange(" WITH ADMIN OPTION"u8);
            }

            made.AddRange("; END"u8);
        }

        return new JudgedStatement(ReplayDecision.WithAccountName, made.ToArray(), parsed.ToString());
    }

    private JudgedStatement Judge(QueryEvent statement, AccountStatementParser parsed)
    {
        int own = parsed.Accounts.Count(account => left.Include(account.User, account.Host));
        ReplayDecision verdict =
            own == parsed.Accounts.Count ? ReplayDecision.PassOver
            : own > 0 || (parsed.OfInvoker.Count > 0 && parsed.Authenticates) ? ReplayDecision.Refuse
            : parsed.OfInvoker.Count > 0 ? ReplayDecision.WithAccountName
            : ReplayDecision.AsLogged;
        return new JudgedStatement(
            verdict,
            verdict == ReplayDecision.WithAccountName ? Name(statement, parsed) : statement.Sql,
            parsed.ToString()
        );
    }

    private static byte[] Name(QueryEvent statement, AccountStatementParser parsed)
    {
        byte[] name = NameOf(statement.Context.Invoker!.Value);
        var named = new List<byte>();
        int at = 0;
        foreach ((int start, int end) in parsed.OfInvoker)
        {
            named.AddRange(statement.Sql.Span[at..start]);
            named.AddRange(name);
            at = end;
        }

        named.AddRange(statement.Sql.Span[at..]);
        return [.. named];
    }

    private static byte[] NameOf((string User, string Host) account) =>
        Encoding.UTF8.GetBytes($"{SqlQuote.Name(account.User)}@{SqlQuote.Name(account.Host)}");
}
