using System.Text.Json;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// A row on the target that names the run that began an import there and, when the import has ended, holds its result.
/// With this row an interrupted run can be started again: only objects of the same run and set are dropped. A run of another estate may
/// have the same id, but never the same set. If the answer of a finished run was
/// lost, the run returns the noted result. The import of another run is not touched: the target then counts as not empty. Only one import
/// runs at a time: the connection holds a lock of the server (GET_LOCK) until it closes.
/// </summary>
internal sealed class ImportNotes(MariaDbConnection connection, ImportRequest request)
{
    // Long enough for the server to notice that the previous process has died.
    private const int LockWaitSeconds = 10;
    private const string Table = $"`{Schemas.Notes}`.`import`";

    public async Task LockAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "taking the import's lock";
        if (
            (await connection.QueryStringsAsync($"SELECT GET_LOCK('{Schemas.Notes}.import', {LockWaitSeconds})", cancellationToken))[0][0]
            != "1"
        )
        {
            throw new ImportRunningException(request.Target.ToString()!);
        }
    }

    /// <summary>The result of this run if it finished earlier; null if it did not.</summary>
    public async Task<ImportResult?> FindResultAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "looking for a finished import";
        return
            await ExistsAsync(connection, cancellationToken)
            && await connection.QueryStringsAsync(
                $"SELECT result FROM {Table} WHERE run_id = {SqlQuote.Text(request.RunId)} "
                    + $"AND set_id = {SqlQuote.Text(request.Set.SetId)} AND result IS NOT NULL",
                cancellationToken
            )
                is [[{ } result]]
            ? JsonSerializer.Deserialize(result, ImportReportJson.Default.ImportResult)
            : null;
    }

    /// <summary>Drops everything on the target if this run began an import of this set there and did not finish it.</summary>
    public async Task DropUnfinishedAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "looking for an unfinished import";
        if (
            !await ExistsAsync(connection, cancellationToken)
            || (
                await connection.QueryStringsAsync(
                    $"SELECT 1 FROM {Table} WHERE run_id = {SqlQuote.Text(request.RunId)} "
                        + $"AND set_id = {SqlQuote.Text(request.Set.SetId)} AND result IS NULL",
                    cancellationToken
                )
            ).Count == 0
        )
        {
            return;
        }

        foreach (SchemaEntry schema in await ServerReader.ReadSchemasAsync(connection, cancellationToken))
        {
            await connection.ExecuteAsync($"DROP DATABASE {SqlQuote.Name(schema.Name)}", cancellationToken);
        }

        foreach (string statement in (await InstanceContents.ReadAsync(connection, cancellationToken)).Objects.SelectMany(Drop))
        {
            await connection.ExecuteAsync(statement, cancellationToken);
        }
    }

    /// <param name="rowFormat">The target's innodb_default_row_format now.</param>
    /// <returns>The target's innodb_default_row_format before this run's first try.</returns>
    public async Task<string> BeginAsync(string rowFormat, CancellationToken cancellationToken)
    {
        connection.Activity = "noting the import on the target";
        await connection.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS `{Schemas.Notes}` CHARACTER SET utf8mb4", cancellationToken);
        await connection.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS {Table} (run_id VARCHAR(80) PRIMARY KEY, set_id VARCHAR(80) NOT NULL, result LONGTEXT, "
                + "replay_of VARCHAR(255), row_format_before VARCHAR(20) NOT NULL) ENGINE=InnoDB",
            cancellationToken
        );
        await connection.ExecuteAsync(
            $"INSERT INTO {Table} VALUES ({SqlQuote.Text(request.RunId)}, {SqlQuote.Text(request.Set.SetId)}, NULL, NULL, "
                + $"{SqlQuote.Text(rowFormat)}) "
                + "ON DUPLICATE KEY UPDATE set_id = VALUES(set_id), result = NULL, replay_of = NULL",
            cancellationToken
        );
        return (
            await connection.QueryStringsAsync(
                $"SELECT row_format_before FROM {Table} WHERE run_id = {SqlQuote.Text(request.RunId)}",
                cancellationToken
            )
        )[0][0]!;
    }

    public async Task EndAsync(ImportResult result, CancellationToken cancellationToken)
    {
        connection.Activity = "noting the import's end on the target";
        await connection.ExecuteAsync(
            $"UPDATE {Table} SET result = {SqlQuote.Text(JsonSerializer.Serialize(result, ImportReportJson.Default.ImportResult))} "
                + $"WHERE run_id = {SqlQuote.Text(request.RunId)}",
            cancellationToken
        );
    }

    /// <summary>All imports that are noted on a target, in the order of their run ids.</summary>
    public static async Task<IReadOnlyList<ImportedSet>> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken) =>
        await ExistsAsync(connection, cancellationToken)
            ?
            [
                .. (
                    await connection.QueryStringsAsync(
                        $"SELECT set_id, result IS NOT NULL, replay_of FROM {Table} ORDER BY run_id",
                        cancellationToken
                    )
                ).Select(row => new ImportedSet(row[0]!, row[1] == "1", row[2])),
            ]
            : [];

    /// <summary>The statement that notes that a replay of a plan began on the imported set.</summary>
    public static string NoteReplay(string planKey) => $"UPDATE {Table} SET replay_of = {SqlQuote.Text(planKey)}";

    private static IEnumerable<string> Drop(SchemaObject item)
    {
        int at = item.Name.LastIndexOf('@');
        (string user, string host) = at < 0 ? (item.Name, "") : (item.Name[..at], item.Name[(at + 1)..]);
        return item.Kind switch
        {
            LibraryFunctionReader.Kind => [$"DROP FUNCTION {SqlQuote.Name(item.Name)}"],
            ForeignServerReader.Kind => [$"DROP SERVER {SqlQuote.Name(item.Name)}"],
            "grants" => GrantRows.Remove(user, host),
            _ when item.Statements[0].StartsWith(AccountReader.InsertAccount, StringComparison.Ordinal) => GrantRows.Remove(user, host),
            _ when item.Statements[0].StartsWith("CREATE ROLE ", StringComparison.Ordinal) => [$"DROP ROLE {SqlQuote.Name(item.Name)}"],
            _ => [$"DROP USER {SqlQuote.Name(user)}@{SqlQuote.Name(host)}"],
        };
    }

    private static async Task<bool> ExistsAsync(MariaDbConnection connection, CancellationToken cancellationToken) =>
        (
            await connection.QueryStringsAsync(
                $"SELECT 1 FROM information_schema.tables WHERE table_schema = '{Schemas.Notes}' AND table_name = 'import'",
                cancellationToken
            )
        ).Count > 0;
}

/// <summary>An import as noted on a target.</summary>
/// <param name="IsFinished">False while the import runs, and after it was interrupted.</param>
/// <param name="ReplayOf">Key of the plan whose replay began on this import; null if no replay began.</param>
internal sealed record ImportedSet(string SetId, bool IsFinished, string? ReplayOf);

/// <summary>Another import into this target runs, or an interrupted import still executes its last statement on the server.</summary>
public sealed class ImportRunningException(string target)
    : TransientException(
        $"Another import into {target} holds the import lock.",
        "wait until that import ends, or until the server ends its connection; then start this import again."
    );
