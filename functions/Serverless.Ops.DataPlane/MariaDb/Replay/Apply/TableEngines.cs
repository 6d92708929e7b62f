using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Tells which tables of the target can roll back. The log's own flag does not tell: the server sets it also for a transaction whose
/// trigger writes to MyISAM. The target is asked once for each table, and again after any statement that may have changed the engine.
/// </summary>
/// <param name="names">How the server compares table names.</param>
internal sealed class TableEngines(MariaDbConnection target, StringComparison names)
{
    private readonly Dictionary<(string Schema, string Table), bool> known = [];

    public void Forget() => known.Clear();

    /// <summary>True when all tables can roll back.</summary>
    public async ValueTask<bool> AreTransactionalAsync(IReadOnlyList<TableMapEvent> tables, CancellationToken cancellationToken)
    {
        foreach (TableMapEvent table in tables)
        {
            if (!await IsTransactionalAsync(table.Schema, table.Table, cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    public async ValueTask<bool> IsTransactionalAsync(string schema, string table, CancellationToken cancellationToken)
    {
        if (known.TryGetValue((schema, table), out bool answer))
        {
            return answer;
        }

        // information_schema ignores case and accents in names, so the rows are compared again below. Literal names let the server
        // open that one table instead of all tables.
        IReadOnlyList<string?[]> rows = await target.QueryStringsAsync(
            "SELECT t.TABLE_SCHEMA, t.TABLE_NAME, e.TRANSACTIONS FROM information_schema.TABLES t "
                + "JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE "
                + $"WHERE t.TABLE_SCHEMA = {SqlQuote.Text(schema)} AND t.TABLE_NAME = {SqlQuote.Text(table)}",
            cancellationToken
        );
        string?[]? found = rows.FirstOrDefault(row => schema.Equals(row[0], names) && table.Equals(row[1], names));
        // A missing table counts as one that can roll back. Its rows will fail when they are applied.
        return known[(schema, table)] = found is null || found[2] == "YES";
    }
}
