namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>A transaction that disproves the restore.</summary>
public sealed record JournalViolation(
    string Id, string Kind, JournalClass Class, DateTimeOffset? SentAt, DateTimeOffset? AcknowledgedAt, string Reason);
