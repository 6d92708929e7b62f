using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Gate;

namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>What a drill proved, or why it did not: <c>drills/&lt;id&gt;/evidence.json</c>. See docs/formats/drill.md.</summary>
public sealed record DrillEvidence
{
    public const int CurrentFormat = 1;
    public const string Name = "evidence.json";

    public required int Format { get; init; }
    public required string DrillId { get; init; }
    public required string RunId { get; init; }
    public required string Estate { get; init; }

    /// <summary>good: the restore is proven. failed: it is not.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Why not; empty when proven.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }
    public required string Asked { get; init; }

    /// <summary>T; null when the drill failed before it was known.</summary>
    public required DateTimeOffset? Target { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset? DestroyedAt { get; init; }
    public required DateTimeOffset? RecoverableTo { get; init; }
    public required DateTimeOffset? ReopenedAt { get; init; }
    public required DateTimeOffset MeasuredAt { get; init; }
    public required Objective TimeToRestore { get; init; }
    public required Objective DataLoss { get; init; }

    /// <summary>How much before the asked instant the restored state ends.</summary>
    public required TimeSpan? LossAgainstTarget { get; init; }
    public required IReadOnlyList<DrillPart> Parts { get; init; }

    /// <summary>The part that took more than half of the time to restore; null when none did.</summary>
    public required string? SlowestPart { get; init; }

    /// <summary>What the verification of the import compared; null when nothing was compared.</summary>
    public required ImportFinding? Import { get; init; }

    /// <summary>Where the replay ended; null when that was not verified.</summary>
    public required ReplayFinding? Replay { get; init; }

    /// <summary>What the set's manifest has, whether or not it was compared.</summary>
    public required IReadOnlyList<TableCount> Tables { get; init; }

    /// <summary>Views, triggers and so on, by kind.</summary>
    public required IReadOnlyDictionary<string, int> Objects { get; init; }
    public required JournalProofReport? Proof { get; init; }
    public required IReadOnlyList<WorkflowVerdict> Workflows { get; init; }
    public required DrillFailure? Failure { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
    public required IReadOnlyList<string> Blockers { get; init; }
    public required IReadOnlyDictionary<string, string> Sha256 { get; init; }

    public bool IsProven => Verdict == Verdict.Good;
}
