using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.DataPlane.Drills;

/// <summary>
/// Counts, for each column that the journal's mark appears in, the rows that entries explain. A table whose journaled rows bear no
/// mark, such as <c>tabVersion</c>, cannot be searched for rows too many and is named instead.
/// </summary>
internal sealed class MarkedRows
{
    private readonly Dictionary<MarkedPlace, long> explained = [];
    private readonly HashSet<string> tables = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<MarkedPlace, long> Explained => explained;

    public IReadOnlyList<string> TablesWithoutMark =>
        [.. tables.Except(explained.Keys.Select(place => place.Table), StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <param name="observed">All rows that have the journaled row's key.</param>
    public void Note(JournalEntry entry, JournalRow row, IReadOnlyList<IReadOnlyDictionary<string, string?>> observed)
    {
        tables.Add(row.Table);
        if (JournalMark.Of(entry.Id) is not { } mark)
        {
            return;
        }

        foreach (
            string column in row
                .Key.Where(pair => Bears(pair.Value, mark))
                .Select(pair => pair.Key)
                .Union(row.After.Where(pair => Bears(pair.Value, mark)).Select(pair => pair.Key), StringComparer.Ordinal)
        )
        {
            var place = new MarkedPlace(row.Table, column, mark);
            explained[place] = explained.GetValueOrDefault(place) + observed.Count(found => Bears(found.GetValueOrDefault(column), mark));
        }
    }

    public static IEnumerable<string> ValuesAt(MarkedPlace place, JournalEntry entry) =>
        from row in entry.Rows
        where row.Table == place.Table
        let value = row.Key.TryGetValue(place.Column, out string? key) ? key : row.After.GetValueOrDefault(place.Column)
        where Bears(value, place.Mark)
        select value;

    private static bool Bears(string? value, string mark) => value?.StartsWith(mark, StringComparison.Ordinal) == true;
}

/// <summary>A column in which the clients' mark was seen in the journal.</summary>
internal readonly record struct MarkedPlace(string Table, string Column, string Mark);
