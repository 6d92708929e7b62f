using Serverless.Ops.Domain.Common;

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

/// <summary>Transactions of one class by what is there of them.</summary>
/// <param name="Whole">Every row as the transaction leaves it.</param>
/// <param name="Absent">No row of it.</param>
/// <param name="Violated">Against the rule of the class; those in part are neither whole nor absent.</param>
public sealed record JournalCounts(long Whole, long Absent, long Violated);

/// <summary>A transaction that disproves the restore.</summary>
public sealed record JournalViolation(
    string Id,
    string Kind,
    JournalClass Class,
    DateTimeOffset? SentAt,
    DateTimeOffset? AcknowledgedAt,
    string Reason
);

/// <summary>The restored rows are not the journal's prefix before T.</summary>
public sealed class DrillDisprovedException(string reportKey, JournalProofReport report)
    : PermanentException(
        report.Violations == 0
            ? $"The journal has no transaction that was acknowledged before {report.Target:yyyy-MM-ddTHH:mm:ssZ}, so it proves nothing."
            : $"{report.Violations} transactions or rows disprove the restore to {report.Target:yyyy-MM-ddTHH:mm:ssZ}; the first is "
                + $"{report.FirstViolations[0].Id} ({report.FirstViolations[0].Kind}): {report.FirstViolations[0].Reason}.",
        $"read {reportKey}; trust neither this restore nor the set that it came from until the cause is known."
    );
