using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Verify;

/// <summary>
/// Decides whether two CREATE TABLE statements with different texts mean the same. A table that was altered keeps traces of its past in
/// its text: the order of its keys, options of an engine that it had once, a default that was dropped. So the server makes a table of each
/// statement, and the two texts that it prints for these new tables are compared. Nothing is written to the binary log.
/// </summary>
/// <param name="connection">An import session to the target, which has the restore's own database.</param>
internal sealed class DefinitionMeaning(MariaDbConnection connection)
{
    private const string Name = "definition_made_anew";
    private static readonly string Table = SqlQuote.Name(Schemas.Notes, Name);

    public async Task<bool> IsSameAsync(string tableName, string expected, string found, CancellationToken cancellationToken) =>
        await MakeAnewAsync(tableName, expected, cancellationToken) is { } one
        && await MakeAnewAsync(tableName, found, cancellationToken) is { } other
        && one == other;

    // Null when the server does not make a table from the statement.
    private async Task<string?> MakeAnewAsync(string tableName, string statement, CancellationToken cancellationToken)
    {
        connection.Activity = $"making the definition of {SqlQuote.Name(tableName)} anew";
        string head = $"CREATE TABLE {SqlQuote.Name(tableName)} ";
        if (!statement.StartsWith(head, StringComparison.Ordinal))
        {
            return null;
        }

        await DropAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync($"CREATE TABLE {Table} {statement[head.Length..]}", cancellationToken);
            return CreateStatement.Form(await CreateStatement.ReadAsync(connection, Table, cancellationToken));
        }
        catch (ServerErrorException)
        {
            return null;
        }
        finally
        {
            await DropAsync(cancellationToken);
        }
    }

    private Task DropAsync(CancellationToken cancellationToken) =>
        connection.ExecuteAsync($"DROP TABLE IF EXISTS {Table}", cancellationToken);
}
