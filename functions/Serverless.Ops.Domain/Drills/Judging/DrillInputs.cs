using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>All reports about a drill. Null means that the drill did not reach that step, which counts against it.</summary>
public sealed record DrillInputs
{
    public required string DrillId { get; init; }
    public required string RunId { get; init; }

    /// <summary>The requested target: an instant, or "latest".</summary>
    public required string Asked { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset MeasuredAt { get; init; }
    public RestorePlan? Plan { get; init; }
    public DatabaseManifest? Manifest { get; init; }
    public DrillTimeline? Timeline { get; init; }

    /// <summary>Failed attempts of the restore's states, in order, from the state machine's own history.</summary>
    public IReadOnlyList<FailedAttempt> FailedAttempts { get; init; } = [];

    /// <summary>Why that history could not be read; null when it was read.</summary>
    public string? HistoryWarning { get; init; }
    public ImportFinding? Import { get; init; }
    public ReplayFinding? Replay { get; init; }
    public JournalProofReport? Proof { get; init; }
    public WorkflowReport? Workflows { get; init; }
    public DrillFailure? Failure { get; init; }

    /// <summary>SHA-256 of every object that was read, by key.</summary>
    public required IReadOnlyDictionary<string, string> Sha256 { get; init; }
}

/// <summary>A restore, as the state machine's own history records it.</summary>
/// <param name="Parts">The Task states that ended, in order.</param>
/// <param name="FailedAttempts">The attempts that failed, in order.</param>
/// <param name="Warning">Why the history could not be read; null when it was read.</param>
public sealed record RestoreRecord(IReadOnlyList<DrillPart> Parts, IReadOnlyList<FailedAttempt> FailedAttempts, string? Warning = null);

/// <summary>One attempt of a state that failed or timed out.</summary>
/// <param name="State">The state's name, such as <c>ImportDatabase</c>.</param>
/// <param name="Error">Name of the error; never its cause, since a cause may quote data.</param>
/// <param name="WasRetried">False for the attempt that ended the restore.</param>
public sealed record FailedAttempt(string State, string Error, bool WasRetried);

/// <summary>The error that ended a restore, as Step Functions passes it to a Catch.</summary>
/// <param name="Error">The exception's short class name.</param>
/// <param name="Cause">JSON or text.</param>
public sealed record DrillFailure(
    [property: JsonPropertyName("Error")] string Error,
    [property: JsonPropertyName("Cause")] string? Cause = null
);
