using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>
/// A row on the target that says which run began an import there and whether it ended. With it a run that was cut can be started again: only what
/// that very run made is dropped. A finished import, or another run's, is not touched: the target is then not empty.
/// </summary>
internal sealed class ImportNotes(MariaDbConnection connection, ImportRequest request)
{
    private const string Table = $"`{Sql.NotesSchema}`.`import`";

    public async Task DropUnfinishedAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "looking for an unfinished import";
        if ((await connection.QueryStringsAsync(
            $"SELECT 1 FROM information_schema.tables WHERE table_schema = '{Sql.NotesSchema}' AND table_name = 'import'", cancellationToken)).Count == 0
            || (await connection.QueryStringsAsync(
                $"SELECT 1 FROM {Table} WHERE run_id = {Sql.Text(request.RunId)} AND NOT finished", cancellationToken)).Count == 0)
        {
            return;
        }

        foreach (SchemaEntry schema in await ServerReader.ReadSchemasAsync(connection, cancellationToken))
        {
            await connection.ExecuteAsync($"DROP DATABASE {Sql.Name(schema.Name)}", cancellationToken);
        }

        foreach (SchemaObject account in await AccountReader.ReadAsync(connection, cancellationToken))
        {
            bool role = account.Statements[0].StartsWith("CREATE ROLE", StringComparison.Ordinal);
            int at = account.Name.LastIndexOf('@');
            await connection.ExecuteAsync(
                role ? $"DROP ROLE {Sql.Name(account.Name)}" : $"DROP USER {Sql.Name(account.Name[..at])}@{Sql.Name(account.Name[(at + 1)..])}",
                cancellationToken);
        }
    }

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "noting the import on the target";
        await connection.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS `{Sql.NotesSchema}` CHARACTER SET utf8mb4", cancellationToken);
        await connection.ExecuteAsync($"CREATE TABLE IF NOT EXISTS {Table} (run_id VARCHAR(80) PRIMARY KEY, set_id VARCHAR(80) NOT NULL, finished BOOL NOT NULL)", cancellationToken);
        await connection.ExecuteAsync($"REPLACE INTO {Table} VALUES ({Sql.Text(request.RunId)}, {Sql.Text(request.DatabaseSetId)}, FALSE)", cancellationToken);
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        connection.Activity = "noting the import's end on the target";
        await connection.ExecuteAsync($"UPDATE {Table} SET finished = TRUE WHERE run_id = {Sql.Text(request.RunId)}", cancellationToken);
    }
}
