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
public sealed record JournalEntry(string Id, string Kind, DateTimeOffset SentAt, DateTimeOffset? AcknowledgedAt, IReadOnlyList<JournalRow> Rows);
