using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>
/// Which tables of the target roll back. The log's own flag is no guide: it calls a transaction so whose trigger writes to MyISAM.
/// Asked once a table, and again after each statement that may have changed it.
/// </summary>
internal sealed class TableEngines(MariaDbConnection target)
{
    private readonly Dictionary<(string Schema, string Table), bool> known = [];

    public void Forget() => known.Clear();

    public async ValueTask<bool> IsTransactionalAsync(string schema, string table, CancellationToken cancellationToken)
    {
        if (known.TryGetValue((schema, table), out bool answer))
        {
            return answer;
        }

        IReadOnlyList<string?[]> rows = await target.QueryStringsAsync(
            "SELECT e.TRANSACTIONS FROM information_schema.TABLES t JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE "
            + $"WHERE t.TABLE_SCHEMA = CONVERT(x'{Hex(schema)}' USING utf8mb4) AND t.TABLE_NAME = CONVERT(x'{Hex(table)}' USING utf8mb4)",
            cancellationToken);
        // A table that is not there fails when its rows come; until then it harms nothing.
        return known[(schema, table)] = rows.Count == 0 || rows[0][0] == "YES";
    }

    private static string Hex(string name) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(name));
}
