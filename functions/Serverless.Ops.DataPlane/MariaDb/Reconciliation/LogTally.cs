using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Reconciliation;

/// <summary>Reads the planned log and counts the rows that it inserts into and deletes from each table.</summary>
internal sealed class LogTally
{
    private static readonly string[] RowStatements =
    [
        "INSERT",
        "UPDATE",
        "DELETE",
        "REPLACE",
        "LOAD",
        "CALL",
        "DO",
        "SELECT",
        "WITH",
        "EXECUTE",
    ];

    private readonly TableNames names;
    private readonly TableTallies tables;
    private readonly Dictionary<ulong, (TableTally? Tally, ColumnWidth[]? Widths)> maps = [];
    private readonly HashSet<TableTally> inTransaction = [];

    private LogTally(IReadOnlyList<TableEntry> entries, TableNames names) =>
        (tables, this.names) = (new TableTallies(entries, names), names);

    /// <param name="entries">The tables of the set.</param>
    /// <param name="findings">Takes the log's findings on the way.</param>
    /// <returns>The tables at the end of the planned log.</returns>
    public static async Task<TableTallies> ReadAsync(
        IObjectStore store,
        RestorePlan plan,
        IReadOnlyList<TableEntry> entries,
        TableNames names,
        FindingsByFile findings,
        IProgressSink progress,
        CancellationToken cancellationToken
    )
    {
        var tally = new LogTally(entries, names);
        await using var log = new PlannedLog(store, plan, plan.ReplayFrom);
        long bytes = 0;
        var grouper = new TransactionGrouper(log.File);
        string file = log.File;
        while (await log.ReadAsync(cancellationToken))
        {
            if (log.File != file)
            {
                file = log.File;
                grouper = new TransactionGrouper(file);
            }

            bytes += log.Current.Raw.Length;
            progress.Report("count the log", Math.Min(bytes, plan.ReplayBytes), plan.ReplayBytes, "bytes");
            TransactionStep step = grouper.Take(log.Current);
            findings.Take(log.Current, grouper, step, file);
            tally.Take(log.Current, step, file);
        }

        return tally.tables;
    }

    private void Take(in BinlogEvent current, TransactionStep step, string file)
    {
        if (step == TransactionStep.Begins)
        {
            inTransaction.Clear();
            maps.Clear();
            return;
        }

        switch (current.Type)
        {
            case EventType.TableMap:
                TakeMap(TableMapEvent.Read(current, file));
                break;
            case EventType.Query or EventType.QueryCompressed:
                TakeStatement(QueryEvent.Read(current, file));
                break;
            case var type when RowsEvent.Is(type):
                TakeRows(CompressedRows.Is(type) ? CompressedRows.Expand(current, file) : current, file);
                break;
        }
    }

    private void TakeMap(in TableMapEvent map)
    {
        TableTally? tally = tables.Find(names.Of(map.Schema, map.Table));
        maps[map.TableId] = (tally, tally is null ? null : ColumnWidths.Read(map));
        if (tally is not null)
        {
            inTransaction.Add(tally);
        }
    }

    private void TakeRows(in BinlogEvent rows, string file)
    {
        (TableTally? tally, ColumnWidth[]? widths) = maps.GetValueOrDefault(rows.ReadBody(file).ReadUInt48());
        bool writes = rows.Type is EventType.WriteRows or EventType.WriteRowsV1;
        if (tally is null || (!writes && rows.Type is not (EventType.DeleteRows or EventType.DeleteRowsV1)))
        {
            return;
        }

        if (widths is null || RowImages.Count(rows, widths, file) is not { } count)
        {
            tally.Lose("the log has a column of it in a form that this version cannot read");
        }
        else if (writes)
        {
            tally.Rows += count;
        }
        else
        {
            tally.Rows -= count;
        }
    }

    // With row format, a statement in the log is DDL or begins or ends a transaction. Any other statement changes rows that the log does
    // not list.
    private void TakeStatement(QueryEvent statement)
    {
        ReadOnlySpan<byte> sql = statement.Sql.Span;
        if (SqlTokens.StartsWith(sql, "ROLLBACK"))
        {
            foreach (TableTally tally in inTransaction)
            {
                tally.Lose("a transaction with it was rolled back in part");
            }
        }
        else if (!SqlTokens.StartsWith(sql, "BEGIN") && !SqlTokens.StartsWith(sql, "COMMIT") && !SqlTokens.StartsWith(sql, "SAVEPOINT"))
        {
            tables.Take(ChangesRows(sql) ? StatementEffect.AnyTable : TableStatement.Read(statement, names), sql);
        }
    }

    private static bool ChangesRows(ReadOnlySpan<byte> sql)
    {
        foreach (string word in RowStatements)
        {
            if (SqlTokens.StartsWith(sql, word))
            {
                return true;
            }
        }

        return false;
    }
}
