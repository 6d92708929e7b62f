using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>
/// Loads a table PARTITION BY SYSTEM_TIME LIMIT so that each row of the past lies in the source's partition. No statement puts rows into a
/// chosen partition. So the partitions are loaded in their order, and the server goes on to the next one when the present one is full (see
/// <see cref="HistoryPartitions"/>). A partition that is not full is filled with rows of 1970, which DELETE HISTORY drops at the end.
/// While the table is loaded, its statistics are only counted, not estimated: the server judges by them whether a partition is full.
/// Only InnoDB estimates. The ALTER would copy a table of another engine, which puts all rows of the past into the first partition.
/// </summary>
internal sealed partial class HistoryLoad
{
    // Later than no real row of the past.
    private const string FillerStart = "1970-01-01 00:00:01";
    private const string FillerEnd = "1970-01-01 00:00:02";
    private const string AfterFillers = "1970-01-02 00:00:00";

    private readonly TableEntry table;
    private readonly string name;
    private readonly long limit;
    private readonly PartitionEntry[] history;

    private HistoryLoad(TableEntry table, long limit)
    {
        (this.table, this.limit) = (table, limit);
        name = SqlQuote.Name(table.Schema, table.Name);
        PartitionEntry[] all = [.. table.Partitions!.SkipLast(1)];
        history = all[..(Array.FindLastIndex(all, partition => partition.Rows > 0) + 1)];
    }

    /// <returns>Null for a table whose rows lie where their values say, and for a table of an older set.</returns>
    public static HistoryLoad? Of(TableEntry table) =>
        table.Partitions is not null && HistoryPartitions.LimitOf(table.CreateStatement) is { } limit
            ? new HistoryLoad(table, limit)
            : null;

    public async Task RunAsync(MariaDbConnection connection, Func<ChunkEntry, Task> load, CancellationToken cancellationToken)
    {
        bool isEstimated = table.Engine.Equals("InnoDB", StringComparison.OrdinalIgnoreCase);
        if (isEstimated)
        {
            await connection.ExecuteAsync($"ALTER TABLE {name} STATS_AUTO_RECALC=0", cancellationToken);
        }

        bool hasMoments = table.Chunks.Any(chunk => chunk.AsStatements == true);
        if (!hasMoments)
        {
            await LoadAsync(table.Partitions![^1], load); // a partition may need copies of a row before it has one
        }

        bool hasFillers = false;
        for (int i = 0; i < history.Length; i++)
        {
            await connection.ExecuteAsync(HistoryPartitions.NextStatement(name), cancellationToken);
            await LoadAsync(history[i], load);
            if (i < history.Length - 1 && history[i].Rows < limit)
            {
                connection.Activity = $"filling partition {history[i].Name} of {name}";
                await connection.ExecuteAsync(Fill(limit - history[i].Rows), cancellationToken);
                hasFillers = true;
            }
        }

        if (hasMoments)
        {
            await LoadAsync(table.Partitions![^1], load); // their statements need a table without present rows
        }

        connection.Activity = $"finishing the partitions of {name}";
        if (hasFillers)
        {
            await connection.ExecuteAsync($"DELETE HISTORY FROM {name} BEFORE SYSTEM_TIME TIMESTAMP'{AfterFillers}'", cancellationToken);
        }

        if (isEstimated)
        {
            string recalculation = Recalculation().Match(table.CreateStatement) is { Success: true } match
                ? match.Groups[1].Value
                : "DEFAULT";
            await connection.ExecuteAsync($"ALTER TABLE {name} STATS_AUTO_RECALC={recalculation}", cancellationToken);
        }

        await connection.QueryStringsAsync($"ANALYZE TABLE {name}", cancellationToken);
    }

    private async Task LoadAsync(PartitionEntry partition, Func<ChunkEntry, Task> load)
    {
        foreach (ChunkEntry chunk in table.Chunks.Where(chunk => chunk.Partition == partition.Name))
        {
            await load(chunk);
        }
    }

    // Copies of one row. Every unique key of such a table includes the end of the row's time, so that ends must differ.
    private string Fill(long rows)
    {
        (string start, string end) = Period().Match(table.CreateStatement) is { Success: true } period
            ? (SqlQuote.Unquoted(period.Groups[1].Value), SqlQuote.Unquoted(period.Groups[2].Value))
            : ("row_start", "row_end");
        string values = string.Join(
            ',',
            table.Columns.Select(column =>
                column == start ? $"TIMESTAMP'{FillerStart}'"
                : column == end ? $"TIMESTAMP'{FillerEnd}' + INTERVAL filler.seq MICROSECOND"
                : $"one.{SqlQuote.Name(column)}"
            )
        );
        string columns = string.Join(',', table.Columns.Select(SqlQuote.Name));
        return $"INSERT INTO {name} ({columns}) SELECT {values} "
            + $"FROM (SELECT {columns} FROM {name} FOR SYSTEM_TIME ALL LIMIT 1) one JOIN {Schemas.Notes}.seq_1_to_{rows} filler";
    }

    [GeneratedRegex(@"^  PERIOD FOR SYSTEM_TIME \(`((?:[^`]|``)+)`, `((?:[^`]|``)+)`\)", RegexOptions.Multiline)]
    private static partial Regex Period();

    [GeneratedRegex(@"^\) .* STATS_AUTO_RECALC=(\d)", RegexOptions.Multiline)]
    private static partial Regex Recalculation();
}
