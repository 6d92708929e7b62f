using System.Text.RegularExpressions;

namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>
/// A client's record of one client transaction: when it was sent, when it was acknowledged, and the rows that it must leave. A write to a
/// non-transactional table is an entry of its own, since it is not atomic with the rest.
/// </summary>
/// <param name="Id">Unique in the journal.</param>
/// <param name="Kind">The kind of action, in the workflows' words.</param>
/// <param name="SentAt">Read from the client's clock before the first byte left.</param>
/// <param name="AcknowledgedAt">Read after the answer arrived; null when no answer arrived or the answer was an error.</param>
/// <param name="Rows">The rows that the transaction inserts or updates. No other entry inserts or updates them.</param>
public sealed record JournalEntry(
    string Id,
    string Kind,
    DateTimeOffset SentAt,
    DateTimeOffset? AcknowledgedAt,
    IReadOnlyList<JournalRow> Rows
);

/// <summary>One row that a transaction inserts or updates. Values are as the server prints them (<c>CAST(… AS CHAR)</c>).</summary>
/// <param name="Key">Columns that select exactly this row. It need not be the primary key, since the server may choose that one.</param>
/// <param name="After">Values after the transaction.</param>
/// <param name="Before">Values before an update; null for an insert.</param>
public sealed record JournalRow(
    string Table,
    IReadOnlyDictionary<string, string> Key,
    IReadOnlyDictionary<string, string?> After,
    IReadOnlyDictionary<string, string?>? Before
);

/// <summary>
/// The prefix of every id of one run of the clients, such as <c>trf-1a2b3c4d-</c>. Only that run writes rows with the mark, so an entry
/// must explain each of them. The mark contains no wildcard of LIKE.
/// </summary>
public static partial class JournalMark
{
    /// <summary>The mark in an entry's id, or null when the id has none.</summary>
    public static string? Of(string entryId) => Mark().Match(entryId) is { Success: true } match ? match.Value : null;

    [GeneratedRegex("^trf-[0-9a-f]{8}-(?=[0-9])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Mark();
}
