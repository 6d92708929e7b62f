namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>One row that a transaction inserts or updates. Values are as the server prints them (<c>CAST(… AS CHAR)</c>).</summary>
/// <param name="Key">Columns that find exactly this row; not necessarily the primary key, which may be the server's choice.</param>
/// <param name="After">What the transaction leaves.</param>
/// <param name="Before">What was there before an update; null for an insert.</param>
public sealed record JournalRow(
    string Table, IReadOnlyDictionary<string, string> Key, IReadOnlyDictionary<string, string?> After, IReadOnlyDictionary<string, string?>? Before);
