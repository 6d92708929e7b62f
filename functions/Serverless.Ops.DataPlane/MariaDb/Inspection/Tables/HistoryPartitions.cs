using System.Globalization;
using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>
/// The partitions of tables PARTITION BY SYSTEM_TIME. By INTERVAL, a row's row_end decides where the row lies. By LIMIT, the server looks
/// through the partitions up to the first one without rows. It puts a row of the past into the one before, or into the empty one if the one
/// before was full when the statement began.
/// https://mariadb.com/kb/en/system-versioned-tables/#storing-the-history-separately
/// </summary>
internal static partial class HistoryPartitions
{
    /// <summary>An import fills partitions that are not full with this many rows at the most, see HistoryLoad.</summary>
    private const long MostFillers = 10_000_000;

    /// <summary>The number of rows from which on a partition is full; null for a table that is not partitioned by it.</summary>
    public static long? LimitOf(string createStatement) =>
        Limit().Match(createStatement) is { Success: true } match
            ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : null;

    /// <summary>
    /// Changes nothing, and lets the server go on to the next partition by LIMIT if the present one is full. An INSERT or LOAD DATA of rows
    /// of the past does not do that, and uses the partition that the session's last such statement found. Ends in a line break; empty for
    /// a table that is not partitioned by LIMIT.
    /// </summary>
    public static string NextStatement(TableDefinition table) =>
        LimitOf(table.CreateStatement) is null ? "" : $"{NextStatement(table.QuotedName)};\n";

    public static string NextStatement(string quotedTable) => $"DELETE FROM {quotedTable} WHERE FALSE";

    public static async Task<ILookup<(string Schema, string Table), HistoryPartition>> ReadAsync(
        MariaDbConnection connection,
        CancellationToken cancellationToken
    ) =>
        (
            await connection.QueryStringsAsync(
                $"""
                SELECT table_schema, table_name, partition_name, SUM(table_rows) FROM information_schema.partitions
                WHERE partition_method = 'SYSTEM_TIME' AND table_schema NOT IN {Schemas.OfServer}
                GROUP BY table_schema, table_name, partition_name, partition_ordinal_position
                ORDER BY table_schema, table_name, partition_ordinal_position
                """,
                cancellationToken
            )
        ).ToLookup(
            row => (row[0]!, row[1]!),
            row => new HistoryPartition(row[2]!, decimal.ToInt64(decimal.Parse(row[3]!, CultureInfo.InvariantCulture)))
        );

    /// <summary>
    /// An import fills a partition with copies of a row, to get past it. It cannot fill the first one when no row may be there before:
    /// rows of the past that took no time are made while the table has no present rows.
    /// </summary>
    /// <exception cref="CannotCarryException">The first partition is empty, a later one is not, and there are such rows.</exception>
    public static void RequireLoadable(TableDefinition table, IReadOnlyList<PartitionEntry> partitions, bool hasMoments)
    {
        if (
            hasMoments
            && LimitOf(table.CreateStatement) is not null
            && partitions[0].Rows == 0
            && partitions.Skip(1).SkipLast(1).Any(partition => partition.Rows > 0)
        )
        {
            throw new CannotCarryException(
                $"Table {table.QuotedName}",
                "its first partition of the past is empty, a later one is not, and it has rows of the past that took no time",
                "write its partitions anew: SET system_versioning_alter_history=KEEP, then repeat the table's PARTITION BY clause in "
                    + $"ALTER TABLE {table.QuotedName}."
            );
        }
    }

    /// <exception cref="CannotCarryException">An import would have to fill a partition with too many rows, to get past it.</exception>
    public static IReadOnlyList<string> NamesOf(string table, string createStatement, IReadOnlyList<HistoryPartition> partitions)
    {
        if (LimitOf(createStatement) is { } limit)
        {
            HistoryPartition[] history = [.. partitions.SkipLast(1)];
            int last = Array.FindLastIndex(history, partition => partition.EstimatedRows > 0);
            if (history.Take(Math.Max(0, last)).Sum(partition => Math.Max(0, limit - partition.EstimatedRows)) > MostFillers)
            {
                throw new CannotCarryException(
                    $"Table {table}",
                    "it has rows of the past behind partitions that are far from their LIMIT, and no statement puts rows there",
                    $"write its partitions anew: SET system_versioning_alter_history=KEEP, then repeat the table's PARTITION BY clause in "
                        + $"ALTER TABLE {table}, or lower the LIMIT."
                );
            }
        }

        return [.. partitions.Select(partition => partition.Name)];
    }

    [GeneratedRegex(@"^ PARTITION BY SYSTEM_TIME LIMIT (\d+)", RegexOptions.Multiline)]
    private static partial Regex Limit();
}

/// <summary>One partition. The last one of a table holds the present rows.</summary>
internal sealed record HistoryPartition(string Name, long EstimatedRows);
