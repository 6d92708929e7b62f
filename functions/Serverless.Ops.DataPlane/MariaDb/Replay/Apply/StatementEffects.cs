using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Statements of the replay's own, before and after a statement of the log that has an effect for the account that runs it:
/// GRANT and REVOKE note it as the grantor, and CREATE ROLE may leave it without the right to grant the new role.
/// </summary>
internal sealed class StatementEffects : StatementReader
{
    private const string Mark = "\t";
    private static readonly string[] Noted = ["tables_priv", "procs_priv", "proxies_priv"];

    private StatementEffects(QueryEvent statement)
        : base(SqlTokens.Read(statement.Sql.Span, statement.Context.SqlMode ?? 0))
    {
        SkipSetStatement();
        if (TakeIf("CREATE"))
        {
            _ = TakeIf("OR") && TakeIf("REPLACE");
            After = TakeIf("ROLE") ? RoleAdministration.LetReplayingAccountGrant : [];
        }
        else if ((TakeIf("GRANT") || TakeIf("REVOKE")) && statement.Context.Invoker is var (user, host))
        {
            // Nothing is known of grants that the replaying account made before, in the import. Their grantor stays as it is.
            string invoker = $"CONVERT({SqlQuote.Hex(Encoding.UTF8.GetBytes($"{user}@{host}"))} USING utf8mb3)";
            Before = [.. Noted.Select(table => SetGrantor(table, $"CONCAT('{Mark}', USER())", "USER()"))];
            After =
            [
                .. Noted.Select(table => SetGrantor(table, invoker, "USER()")),
                .. Noted.Select(table => SetGrantor(table, "USER()", $"CONCAT('{Mark}', USER())")),
            ];
        }
    }

    public static StatementEffects None { get; } = new(new QueryEvent(0, 0, "", default, new QueryContext()));

    /// <summary>To run before the statement, with the session's own settings.</summary>
    public IReadOnlyList<string> Before { get; } = [];

    /// <summary>To run after the statement, with the session's own settings.</summary>
    public IReadOnlyList<string> After { get; } = [];

    public static StatementEffects Of(QueryEvent statement) =>
        SqlTokens.StartsWith(statement.Sql.Span, "CREATE")
        || SqlTokens.StartsWith(statement.Sql.Span, "GRANT")
        || SqlTokens.StartsWith(statement.Sql.Span, "REVOKE")
        || SqlTokens.StartsWith(statement.Sql.Span, "SET", "STATEMENT")
            ? new StatementEffects(statement)
            : None;

    private static string SetGrantor(string table, string to, string from) =>
        $"UPDATE mysql.{table} SET Grantor = {to}, Timestamp = Timestamp WHERE Grantor = {from}";
}
