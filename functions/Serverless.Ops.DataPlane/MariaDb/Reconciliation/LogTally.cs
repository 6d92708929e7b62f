using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
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
        "SET STATEMENT",
    ];
    private readonly Dictionary<(string Schema, string Table), TableTally> tables;
    private readonly Dictionary<ulong, (TableTally? Tally, ColumnWidth[]? Widths)> maps = [];
    private readonly HashSet<TableTally> inTransaction = [];

    private LogTally(IReadOnlyList<TableEntry> entries) =>
        tables = entries.ToDictionary(entry => (entry.Schema, entry.Name), _ => new TableTally());

    /// <param name="entries">The tables to count. Other tables in the log are ignored.</param>
    public static async Task<IReadOnlyDictionary<(string Schema, string Table), TableTally>> ReadAsync(
        IObjectStore store,
        RestorePlan plan,
        IReadOnlyList<TableEntry> entries,
        IProgressSink progress,
        CancellationToken cancellationToken
    )
    {
        var tally = new LogTally(entries);
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
            tally.Take(log.Current, grouper.Take(log.Current), file);
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
                TakeStatement(QueryEvent.Read(current, file).Sql.Span);
                break;
            case var type when RowsEvent.Is(type):
                TakeRows(CompressedRows.Is(type) ? CompressedRows.Expand(current, file) : current, file);
                break;
        }
    }

    private void TakeMap(in TableMapEvent map)
    {
        TableTally? tally = tables.GetValueOrDefault((map.Schema, map.Table));
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
            tally.GiveUp("the log has a column of it in a form that this version cannot read");
        }
        else if (writes)
        {
            tally.Inserted += count;
        }
        else
        {
            tally.Deleted += count;
        }
    }

    // With row format, a statement in the log is DDL or begins or ends a transaction. Any other statement changes rows that the log does
    // not list.
    private void TakeStatement(ReadOnlySpan<byte> sql)
    {
        if (SqlTokens.StartsWith(sql, "ROLLBACK"))
        {
            GiveUp(inTransaction, "a transaction with it was rolled back in part");
        }
        else if (ChangesRows(sql))
        {
            GiveUp(tables.Values, "the log has a statement in place of its rows");
        }
        else if (!SqlTokens.StartsWith(sql, "BEGIN") && !SqlTokens.StartsWith(sql, "COMMIT") && !SqlTokens.StartsWith(sql, "SAVEPOINT"))
        {
            GiveUpNamed(Encoding.Latin1.GetString(sql));
        }
    }

    private static bool ChangesRows(ReadOnlySpan<byte> sql)
    {
        foreach (string word in RowStatements)
        {
            if (SqlTokens.StartsWith(sql, word.Split(' ')))
            {
                return true;
            }
        }

        return false;
    }

    // Looks for names as bytes, with or without quotes around them. This may leave out a table that could be counted,
    // but never counts a table that the statement changed.
    private void GiveUpNamed(string statement)
    {
        bool ofDatabase = Has(statement, "DATABASE") || Has(statement, "SCHEMA");
        foreach (((string schema, string table), TableTally tally) in tables)
        {
            if (IsNamed(statement, table) || (ofDatabase && IsNamed(statement, schema)))
            {
                tally.GiveUp("a statement in the log names it");
            }
        }
    }

    private static bool IsNamed(string statement, string name) =>
        !name.All(char.IsAscii)
        || name.Contains('`', StringComparison.Ordinal)
        || name.Contains('"', StringComparison.Ordinal)
        || Has(statement, name);

    private static bool Has(string statement, string text) => statement.Contains(text, StringComparison.OrdinalIgnoreCase);

    private static void GiveUp(IEnumerable<TableTally> tallies, string reason)
    {
        foreach (TableTally tally in tallies)
        {
            tally.GiveUp(reason);
        }
    }
}

/// <summary>The rows that the log inserts into and deletes from one table.</summary>
internal sealed class TableTally
{
    public long Inserted { get; set; }

    public long Deleted { get; set; }

    /// <summary>Why the two numbers may be incomplete; null if they are complete.</summary>
    public string? Unknown { get; private set; }

    /// <summary>Notes that this table cannot be counted. Only the first reason is kept.</summary>
    public void GiveUp(string reason) => Unknown ??= reason;
}
