using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>Everything that was reported about a drill. What is null was not reached; that is judged too.</summary>
public sealed record DrillInputs
{
    public required string DrillId { get; init; }
    public required string RunId { get; init; }

    /// <summary>What was asked for: an instant, or "latest".</summary>
    public required string Asked { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset MeasuredAt { get; init; }
    public RestorePlan? Plan { get; init; }
    public DatabaseManifest? Manifest { get; init; }
    public DrillTimeline? Timeline { get; init; }

    /// <summary>Attempts of the restore's states that failed, in order, by the state machine's own history.</summary>
    public IReadOnlyList<FailedAttempt> FailedAttempts { get; init; } = [];

    /// <summary>Why that history could not be read; null when it was.</summary>
    public string? HistoryWarning { get; init; }
    public ImportFinding? Import { get; init; }
    public ReplayFinding? Replay { get; init; }
    public JournalProofReport? Proof { get; init; }
    public WorkflowReport? Workflows { get; init; }
    public DrillFailure? Failure { get; init; }

    /// <summary>SHA-256 of every object that was read, by key.</summary>
    public required IReadOnlyDictionary<string, string> Sha256 { get; init; }
}
