using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// Which tables of the target roll back. The log's own flag is no guide: it calls a transaction so whose trigger writes to MyISAM.
/// Asked once a table, and again after each statement that may have changed it.
/// </summary>
/// <param name="names">How the server compares names of tables.</param>
internal sealed class TableEngines(MariaDbConnection target, StringComparison names)
{
    private readonly Dictionary<(string Schema, string Table), bool> known = [];

    public void Forget() => known.Clear();

    /// <summary>True when all of them are.</summary>
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

        // information_schema compares names regardless of case and accents; for a literal the server opens that one table instead of reading all.
        IReadOnlyList<string?[]> rows = await target.QueryStringsAsync(
            "SELECT t.TABLE_SCHEMA, t.TABLE_NAME, e.TRANSACTIONS FROM information_schema.TABLES t JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE "
                + $"WHERE t.TABLE_SCHEMA = {SqlQuote.Text(schema)} AND t.TABLE_NAME = {SqlQuote.Text(table)}",
            cancellationToken
        );
        string?[]? found = rows.FirstOrDefault(row => schema.Equals(row[0], names) && table.Equals(row[1], names));
        // A table that is not there fails when its rows come; until then it harms nothing.
        return known[(schema, table)] = found is null || found[2] == "YES";
    }
}
