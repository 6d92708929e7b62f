using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>The result of comparing the journal with the restored rows: <c>drills/&lt;estate&gt;/&lt;id&gt;/proof.json</c>.</summary>
public sealed record JournalProofReport
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }
    public required DateTimeOffset Target { get; init; }

    /// <summary>No transaction sent at this time or later may be restored. Null when it is unknown, and in reports older than this
    /// field.</summary>
    public DateTimeOffset? LeavesOutFrom { get; init; }
    public required JournalCounts AcknowledgedBefore { get; init; }
    public required JournalCounts InFlight { get; init; }
    public required JournalCounts SentAfter { get; init; }

    /// <summary>The latest acknowledgement among the restored transactions; null when none was restored.</summary>
    public required DateTimeOffset? LastRestoredAt { get; init; }

    /// <summary>The earliest acknowledgement among the transactions that were left out; null when all were restored.</summary>
    public required DateTimeOffset? FirstLostAt { get; init; }
    public required long Violations { get; init; }
    public required IReadOnlyList<JournalViolation> FirstViolations { get; init; }

    /// <summary>Tables whose journaled rows have no mark of the clients. They were not searched for rows that no entry explains.</summary>
    public IReadOnlyList<string> TablesWithoutMark { get; init; } = [];

    /// <summary>True without violations. A journal with no transaction acknowledged before T proves nothing.</summary>
    public bool IsProven => Violations == 0 && AcknowledgedBefore.Whole > 0;
}

/// <summary>Number of transactions of one class, by their state after the restore.</summary>
/// <param name="Whole">Every row is as after the transaction.</param>
/// <param name="Absent">Every row is as before the transaction.</param>
/// <param name="Violated">The transaction breaks the rule of its class. A transaction in part is neither whole nor absent.</param>
public sealed record JournalCounts(long Whole, long Absent, long Violated);

/// <summary>A transaction or a row that disproves the restore.</summary>
public sealed record JournalViolation(
    string Id,
    string Kind,
    JournalClass Class,
    DateTimeOffset? SentAt,
    DateTimeOffset? AcknowledgedAt,
    string Reason
);

/// <summary>The restored rows contradict the journal, or the journal proves nothing.</summary>
public sealed class DrillDisprovedException(string reportKey, JournalProofReport report)
    : PermanentException(
        report.Violations == 0
            ? $"The journal has no transaction that was acknowledged before {WholeSecond.Text(report.Target)}, so it proves nothing."
            : $"{report.Violations} transactions or rows disprove the restore to {WholeSecond.Text(report.Target)}. The first is "
                + $"{report.FirstViolations[0].Id} ({report.FirstViolations[0].Kind}): {report.FirstViolations[0].Reason}.",
        $"read {reportKey}. Do not trust this restore or its database set until the cause is known."
    );
