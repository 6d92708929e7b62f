using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>
/// Finds generated columns whose values may come of the time zone of the session that wrote the row: over a TIMESTAMP, of type TIMESTAMP, or with
/// UNIX_TIMESTAMP (MariaDB refuses the other functions that look at the zone). Such a column is no function of its row alone, and is computed anew in UTC
/// by an import. Only what the server keeps matters: stored values, and entries of an index.
/// https://mariadb.com/kb/en/generated-columns/
/// </summary>
internal static class ZoneDependence
{
    /// <param name="columns">Name, data_type and generation_expression (null when not generated) of all columns.</param>
    /// <param name="stored">Names of the stored generated ones.</param>
    public static IReadOnlyList<string> Find(
        IReadOnlyList<(string Name, string Type, string? Expression)> columns,
        IReadOnlyCollection<string> stored,
        string createStatement
    )
    {
        var inZone = new HashSet<string>(
            columns.Where(column => column.Type == "timestamp" || CallsUnixTimestamp(column.Expression)).Select(column => column.Name),
            StringComparer.OrdinalIgnoreCase
        );
        int before;
        do
        {
            before = inZone.Count;
            inZone.UnionWith(
                columns
                    .Where(column => column.Expression is not null && SqlQuote.Names(column.Expression).Any(inZone.Contains))
                    .Select(column => column.Name)
            );
        } while (inZone.Count > before);

        string[] keys =
        [
            .. createStatement
                .Split('\n')
                .Where(line => DefinitionLine.ColumnName(line) is null && line.Contains("KEY ", StringComparison.Ordinal)),
        ];
        return
        [
            .. columns
                .Where(column => column.Expression is not null && inZone.Contains(column.Name))
                .Select(column => column.Name)
                .Where(name =>
                    stored.Contains(name) || keys.Any(key => key.Contains(SqlQuote.Name(name), StringComparison.OrdinalIgnoreCase))
                ),
        ];
    }

    private static bool CallsUnixTimestamp(string? expression) =>
        expression is not null && SqlQuote.Bare(expression).Contains("unix_timestamp(", StringComparison.OrdinalIgnoreCase);
}
