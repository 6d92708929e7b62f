using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>
/// A drill's verdict with all its facts: <c>drills/&lt;estate&gt;/&lt;id&gt;/evidence.json</c>.
/// See docs/formats/drill.md.
/// </summary>
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

    /// <summary>Why the restore is not proven; empty when it is.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }
    public required string Asked { get; init; }

    /// <summary>T; null when the drill failed before T was known.</summary>
    public required DateTimeOffset? Target { get; init; }

    /// <summary>Where the restore ends in the log. Null when no restore was planned, and in evidence older than this field.</summary>
    public BinlogCoordinates? ReplayTo { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset? DestroyedAt { get; init; }
    public required DateTimeOffset? RecoverableTo { get; init; }
    public required DateTimeOffset? ReopenedAt { get; init; }
    public required DateTimeOffset MeasuredAt { get; init; }
    public required Objective TimeToRestore { get; init; }
    public required Objective DataLoss { get; init; }

    /// <summary>The plan's expected loss: for latest the time from T to the plan, else 0.</summary>
    public required TimeSpan? LossAgainstTarget { get; init; }
    public required IReadOnlyList<DrillPart> Parts { get; init; }

    /// <summary>The part that took more than half of the time to restore; null when no part did.</summary>
    public required string? SlowestPart { get; init; }

    /// <summary>The result of VerifyImport; null when nothing was compared.</summary>
    public required ImportFinding? Import { get; init; }

    /// <summary>The result of VerifyReplay; null when the end of the replay was not verified.</summary>
    public required ReplayFinding? Replay { get; init; }

    /// <summary>The tables in the set's manifest, even when they were not compared.</summary>
    public required IReadOnlyList<TableCount> Tables { get; init; }

    /// <summary>Number of views, triggers and other objects in the set's manifest, by kind.</summary>
    public required IReadOnlyDictionary<string, int> Objects { get; init; }
    public required JournalProofReport? Proof { get; init; }
    public required IReadOnlyList<WorkflowVerdict> Workflows { get; init; }
    public required DrillFailure? Failure { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
    public required IReadOnlyList<string> Blockers { get; init; }
    public required IReadOnlyDictionary<string, string> Sha256 { get; init; }

    public bool IsProven => Verdict == Verdict.Good;
}

/// <summary>A promise and the measured time.</summary>
/// <param name="Measured">Null when the time could not be measured. Then the promise is not kept.</param>
public sealed record Objective(TimeSpan Promised, TimeSpan? Measured)
{
    public bool IsKept => Measured <= Promised;
}

/// <summary>A table in the manifest of the restored set.</summary>
public sealed record TableCount(string Schema, string Name, string Engine, long Rows, long TextBytes);

/// <summary>The part of VerifyImport's result that a drill is judged by.</summary>
/// <param name="Good">Every table's rows and digest, and every object, equal the manifest's.</param>
/// <param name="Tables">Number of tables that were read again.</param>
/// <param name="Rows">Number of rows in those tables.</param>
/// <param name="Objects">Number of views, triggers, accounts and other objects that were compared.</param>
public sealed record ImportFinding(string SetId, bool Good, int Tables, long Rows, long TextBytes, int Objects);

/// <summary>The part of VerifyReplay's result that a drill is judged by.</summary>
/// <param name="Reached">Place of the cursor on the target server.</param>
/// <param name="HeartbeatAt">The newest heartbeat that was replayed; null when none lies between the set and the target.</param>
/// <param name="TablesCounted">Number of tables with the number of rows that follows from the set and the log.</param>
/// <param name="TablesNotCounted">Number of tables for which the log does not give a number of rows.</param>
/// <param name="CoverageWarning">Says why most of the rows were not counted; null when at least half were.</param>
public sealed record ReplayFinding(
    BinlogCoordinates Reached,
    long Transactions,
    DateTimeOffset? HeartbeatAt,
    int TablesCounted,
    int TablesNotCounted,
    string? CoverageWarning = null
);
