using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>
/// Everything that belongs to the server as a whole and to no database: library functions, definitions of other servers,
/// accounts, roles and grants.
/// </summary>
/// <param name="NotCarried">Things that were seen and that a set does not carry.</param>
/// <param name="Definers">Accounts that are not among the objects and that objects have, or could have, as their definer.</param>
/// <param name="DefinersLackingRights">Accounts and roles of views that do not work, because these lack rights.</param>
internal sealed record InstanceContents(
    IReadOnlyList<SchemaObject> Objects,
    IReadOnlyList<NotCarriedItem> NotCarried,
    IReadOnlyList<DefinerEntry> Definers,
    IReadOnlyList<string> DefinersLackingRights
)
{
    // Statements that create, change or drop these objects. Their counters also show an object that came and went.
    private static readonly string[] Statements =
    [
        "alter_user",
        "create_role",
        "create_server",
        "create_udf",
        "create_user",
        "drop_function",
        "drop_role",
        "drop_server",
        "drop_user",
        "grant",
        "grant_role",
        "rename_user",
        "revoke",
        "revoke_all",
        "revoke_role",
    ];

    // BACKUP STAGE lets sessions write these tables until commits wait.
    private static readonly string[] Tables =
    [
        "global_priv",
        "db",
        "tables_priv",
        "columns_priv",
        "procs_priv",
        "proxies_priv",
        "roles_mapping",
        "servers",
        "func",
    ];

    public static async Task<InstanceContents> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        IReadOnlyList<SchemaObject> functions = await LibraryFunctionReader.ReadAsync(connection, cancellationToken);
        IReadOnlyList<SchemaObject> servers = await ForeignServerReader.ReadAsync(connection, cancellationToken);
        AccountContents accounts = await AccountReader.ReadAsync(connection, cancellationToken);
        return new InstanceContents(
            [.. functions, .. servers, .. accounts.Objects],
            [.. accounts.NotCarried, .. await SystemDatabaseReader.ReadAsync(connection, cancellationToken)],
            accounts.Definers,
            accounts.DefinersLackingRights
        );
    }

    /// <returns>
    /// A text that changes with every account, grant, server definition and library function, also when one changed and changed back.
    /// </returns>
    public static async Task<string> FingerprintAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "checking whether accounts or grants changed";
        IReadOnlyList<string?[]> sums = await connection.QueryStringsAsync(
            $"CHECKSUM TABLE {string.Join(", ", Tables.Select(table => SqlQuote.Name("mysql", table)))} EXTENDED",
            cancellationToken
        );
        IReadOnlyList<string?[]> counts = await connection.QueryStringsAsync(
            "SHOW GLOBAL STATUS WHERE Variable_name IN "
                + $"({string.Join(", ", Statements.Select(statement => SqlQuote.Text($"Com_{statement}")))})",
            cancellationToken
        );
        return string.Join(' ', sums.Concat(counts).Select(row => row[1]));
    }
}
