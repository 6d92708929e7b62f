using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog;
using Serverless.Ops.DataPlane.MariaDb.Inspection;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>
/// Statements of the log on accounts. One on accounts that the restore leaves alone would change who gets into the target, the restore itself among them,
/// or fail, since a set does not bring them. One that says CURRENT_USER means whoever ran it on the source, and not the restore's account.
/// </summary>
internal sealed class AccountStatements(LeftAccounts left)
{
    private const ulong NoBackslashEscapes = 1 << 20;
    private static readonly string[] Words = ["USER", "GRANT", "REVOKE", "PASSWORD", "ROLE"];

    public JudgedStatement Judge(QueryEvent statement)
    {
        string text = Encoding.Latin1.GetString(statement.Sql.Span);
        if (!Words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return new JudgedStatement(EstateVerdict.Estate, statement.Sql);
        }

        QueryContext context = statement.Context;
        var parsed = new AccountStatement(
            SqlTokens.Read(statement.Sql.Span, context.SqlMode ?? 0), context.Invoker, ((context.SqlMode ?? 0) & NoBackslashEscapes) == 0);
        return !parsed.IsOne ? new JudgedStatement(EstateVerdict.Estate, statement.Sql)
            : !parsed.IsUnderstood || NotesSchema.IsAmbiguous(context) ? new JudgedStatement(EstateVerdict.Both, statement.Sql, parsed.ToString())
            : Judge(statement, parsed);
    }

    private JudgedStatement Judge(QueryEvent statement, AccountStatement parsed)
    {
        int own = parsed.Accounts.Count(account => left.Include(account.User, account.Host));
        EstateVerdict verdict = own == parsed.Accounts.Count ? EstateVerdict.NotEstate
            : own > 0 || (parsed.OfInvoker.Count > 0 && parsed.Authenticates) ? EstateVerdict.Both
            : parsed.OfInvoker.Count > 0 ? EstateVerdict.Named
            : EstateVerdict.Estate;
        return new JudgedStatement(verdict, verdict == EstateVerdict.Named ? Name(statement, parsed) : statement.Sql, parsed.ToString());
    }

    private static byte[] Name(QueryEvent statement, AccountStatement parsed)
    {
        (string user, string host) = statement.Context.Invoker!.Value;
        byte[] name = Encoding.UTF8.GetBytes($"{Sql.Name(user)}@{Sql.Name(host)}");
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
}
