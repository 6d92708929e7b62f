namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>What the journal says of a restore: <c>drills/&lt;id&gt;/proof.json</c>.</summary>
public sealed record JournalProofReport
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }
    public required DateTimeOffset Target { get; init; }
    public required JournalCounts AcknowledgedBefore { get; init; }
    public required JournalCounts InFlight { get; init; }
    public required JournalCounts SentAfter { get; init; }

    /// <summary>The latest acknowledgement of a transaction that is there; null when none is.</summary>
    public required DateTimeOffset? LastRestoredAt { get; init; }

    /// <summary>The earliest acknowledgement of one that is not there; null when all are.</summary>
    public required DateTimeOffset? FirstLostAt { get; init; }
    public required long Violations { get; init; }
    public required IReadOnlyList<JournalViolation> FirstViolations { get; init; }

    /// <summary>Tables whose journaled rows bear no mark of the clients, so that they were not searched for rows that no entry explains.</summary>
    public IReadOnlyList<string> TablesWithoutMark { get; init; } = [];

    /// <summary>A journal with nothing acknowledged before T proves nothing.</summary>
    public bool IsProven => Violations == 0 && AcknowledgedBefore.Whole > 0;
}
