using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>What a plan is asked for.</summary>
/// <param name="ShipInterval">How often logs are shipped: says when a second that is not in the store yet will be.</param>
public sealed record RestoreRequest(string RunId, string Estate, RestoreTarget Target, TimeSpan ShipInterval)
{
    /// <summary>Where a target in the log ends; null for every other one. See <see cref="RestorePlanner.Search"/>.</summary>
    public FoundPlace? Found { get; init; }
}
