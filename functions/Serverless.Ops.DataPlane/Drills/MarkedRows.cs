using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.DataPlane.Drills;

/// <summary>
/// Counts the rows that the journal explains, for each column that contains the mark of the journal's clients. In a table whose journaled
/// rows have no mark, such as <c>tabVersion</c>, surplus rows cannot be found. Such tables are listed.
/// </summary>
internal sealed class MarkedRows
{
    private readonly Dictionary<MarkedPlace, long> explained = [];
    private readonly HashSet<string> tables = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<MarkedPlace, long> Explained => explained;

    public IReadOnlyList<string> TablesWithoutMark =>
        [.. tables.Except(explained.Keys.Select(place => place.Table), StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <param name="observed">All rows in the database with the key of the journaled row.</param>
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

/// <summary>A column in which the journal has the mark of the clients.</summary>
internal readonly record struct MarkedPlace(string Table, string Column, string Mark);
