using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>The request for a plan.</summary>
/// <param name="ShipInterval">Time between two shipments, for messages about the next one.</param>
public sealed record RestoreRequest(string RunId, string Estate, RestoreTarget Target, TimeSpan ShipInterval)
{
    /// <summary>The place where a target in the log ends; null for other targets. See <see cref="RestorePlanner.Search"/>.</summary>
    public FoundPlace? Found { get; init; }

    /// <summary>The database set to begin with; null lets the planner choose the newest set that serves.</summary>
    public SetChoice? Set { get; init; }
}
