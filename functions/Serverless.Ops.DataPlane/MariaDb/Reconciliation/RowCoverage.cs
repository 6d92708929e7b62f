using System.Globalization;

namespace Serverless.Ops.DataPlane.MariaDb.Reconciliation;

/// <summary>How much of the set the comparison of row counts covers.</summary>
/// <param name="TablesCounted">Tables of the set whose number of rows was compared.</param>
/// <param name="TablesNotCounted">Tables of the set for which the log does not give a number of rows.</param>
/// <param name="RowsCounted">Rows in the set of the tables that were compared.</param>
/// <param name="RowsNotCounted">Rows in the set of the others.</param>
/// <param name="TablesOfLogCounted">Tables that the log made and whose number of rows was compared.</param>
/// <param name="Warning">Says why, when fewer than half of the set's tables or rows were compared. Otherwise null.</param>
public sealed record RowCoverage(
    int TablesCounted,
    int TablesNotCounted,
    long RowsCounted,
    long RowsNotCounted,
    int TablesOfLogCounted,
    string? Warning
)
{
    internal static RowCoverage Of(IReadOnlyList<TableCounted> tables, bool hasHeartbeat)
    {
        ILookup<bool, TableCounted> ofSet = tables.Where(table => !table.IsOfLog).ToLookup(table => table.NotCounted is null);
        var coverage = new RowCoverage(
            ofSet[true].Count(),
            ofSet[false].Count(),
            ofSet[true].Sum(table => table.RowsInSet ?? 0),
            ofSet[false].Sum(table => table.RowsInSet ?? 0),
            tables.Count(table => table is { IsOfLog: true, NotCounted: null }),
            null
        );
        return coverage.TablesCounted >= coverage.TablesNotCounted && coverage.RowsCounted >= coverage.RowsNotCounted
            ? coverage
            : coverage with
            {
                Warning = coverage.Warn(ofSet[false], hasHeartbeat),
            };
    }

    private string Warn(IEnumerable<TableCounted> notCounted, bool hasHeartbeat)
    {
        IEnumerable<string> reasons = notCounted
            .GroupBy(table => table.NotCounted!, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count())
            .Select(group => $"{group.Key} ({Number(group.Count())})");
        return $"The number of rows was compared only in {Number(TablesCounted)} of the set's {Number(TablesCounted + TablesNotCounted)} "
            + $"tables, which had {Number(RowsCounted)} of its {Number(RowsCounted + RowsNotCounted)} rows. "
            + $"{(hasHeartbeat ? "GTID and heartbeat prove" : "The GTID proves")} the end of the replay, "
            + "but nothing proves the number of rows in the other tables. "
            + $"Reasons, with the number of tables: {string.Join("; ", reasons)}. The replay's report names each table.";
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
