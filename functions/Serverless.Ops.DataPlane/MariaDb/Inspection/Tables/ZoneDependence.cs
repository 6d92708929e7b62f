using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>
/// Finds generated columns whose values may depend on the time zone of the session that wrote the row. Such a column uses a TIMESTAMP, has
/// the type TIMESTAMP, or calls UNIX_TIMESTAMP (MariaDB refuses the other functions that use the zone). Its values do not follow from
/// its row alone, and an import computes them again in UTC. Only stored data matters: stored values and entries of an index.
/// https://mariadb.com/kb/en/generated-columns/
/// </summary>
internal static class ZoneDependence
{
    /// <param name="columns">Name, data_type and generation_expression (null when not generated) of all columns.</param>
    /// <param name="stored">Names of the stored generated columns.</param>
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
            .. CreateStatement
                .Lines(createStatement)
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
