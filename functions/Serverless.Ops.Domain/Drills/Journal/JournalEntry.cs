using System.Text.RegularExpressions;

namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>
/// What a client knows of one transaction: when it was sent, when it was acknowledged, and what it must leave. Writes to
/// non-transactional tables are entries of their own, since they are not atomic with the rest.
/// </summary>
/// <param name="Id">Unlike any other.</param>
/// <param name="Kind">What was done, in the workflows' words.</param>
/// <param name="SentAt">Before the first byte left.</param>
/// <param name="AcknowledgedAt">After the answer came; null when none came or it was an error.</param>
/// <param name="Rows">No other entry inserts or updates any of them.</param>
public sealed record JournalEntry(
    string Id,
    string Kind,
    DateTimeOffset SentAt,
    DateTimeOffset? AcknowledgedAt,
    IReadOnlyList<JournalRow> Rows
);

/// <summary>One row that a transaction inserts or updates. Values are as the server prints them (<c>CAST(… AS CHAR)</c>).</summary>
/// <param name="Key">Columns that find exactly this row; not necessarily the primary key, which may be the server's choice.</param>
/// <param name="After">What the transaction leaves.</param>
/// <param name="Before">What was there before an update; null for an insert.</param>
public sealed record JournalRow(
    string Table,
    IReadOnlyDictionary<string, string> Key,
    IReadOnlyDictionary<string, string?> After,
    IReadOnlyDictionary<string, string?>? Before
);

/// <summary>
/// What every id of one run of the clients begins with, such as <c>trf-1a2b3c4d-</c>: a row that bears it was written by that run,
/// so some entry has to explain it. Has no character that LIKE takes for a wildcard.
/// </summary>
public static partial class JournalMark
{
    /// <summary>The mark in an entry's id, or null when the journal's ids have none.</summary>
    public static string? Of(string entryId) => Mark().Match(entryId) is { Success: true } match ? match.Value : null;

    [GeneratedRegex("^trf-[0-9a-f]{8}-(?=[0-9])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Mark();
}
