using System.Text.Json.Serialization;
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

/// <summary>A restore as the state machine's own history has it.</summary>
/// <param name="Parts">Its Task states that ended, in order.</param>
/// <param name="FailedAttempts">Attempts that failed, in order.</param>
/// <param name="Warning">Why the history could not be read; null when it was.</param>
public sealed record RestoreRecord(IReadOnlyList<DrillPart> Parts, IReadOnlyList<FailedAttempt> FailedAttempts, string? Warning = null);

/// <summary>One attempt of a state that failed or timed out.</summary>
/// <param name="State">The state's name, such as <c>ImportDatabase</c>.</param>
/// <param name="Error">Name of the error; never its cause, which may quote anything.</param>
/// <param name="WasRetried">False for the attempt that ended the restore.</param>
public sealed record FailedAttempt(string State, string Error, bool WasRetried);

/// <summary>What ended a restore, as Step Functions hands it to a Catch.</summary>
/// <param name="Error">The exception's short class name.</param>
/// <param name="Cause">JSON or text.</param>
public sealed record DrillFailure(
    [property: JsonPropertyName("Error")] string Error,
    [property: JsonPropertyName("Cause")] string? Cause = null
);
