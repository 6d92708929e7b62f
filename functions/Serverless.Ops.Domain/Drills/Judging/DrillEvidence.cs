using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Log;

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

/// <summary>A promise and what was measured.</summary>
/// <param name="Measured">Null when it could not be measured, which is not keeping it.</param>
public sealed record Objective(TimeSpan Promised, TimeSpan? Measured)
{
    public bool IsKept => Measured <= Promised;
}

/// <summary>A table of the restored set, as its manifest has it.</summary>
public sealed record TableCount(string Schema, string Name, string Engine, long Rows, long TextBytes);

/// <summary>What the verification of an import found, as far as a drill is judged by it.</summary>
/// <param name="Good">Every table's rows and digest, and every object, equal the manifest's.</param>
/// <param name="Tables">How many tables were read again.</param>
/// <param name="Rows">How many rows those had.</param>
/// <param name="Objects">How many views, triggers, accounts and so on were compared.</param>
public sealed record ImportFinding(string SetId, bool Good, int Tables, long Rows, long TextBytes, int Objects);

/// <summary>What the verification of a replay found, as far as a drill is judged by it.</summary>
/// <param name="Reached">Where the target's cursor stands.</param>
/// <param name="HeartbeatAt">The newest heartbeat that was replayed, or null when none lies between the set and the target.</param>
/// <param name="TablesCounted">Tables with as many rows as the set and the log say.</param>
/// <param name="TablesNotCounted">Tables for which the log does not tell how many.</param>
public sealed record ReplayFinding(
    BinlogCoordinates Reached,
    long Transactions,
    DateTimeOffset? HeartbeatAt,
    int TablesCounted,
    int TablesNotCounted
);
