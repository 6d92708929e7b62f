using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Recovery.Places;

/// <summary>The log in the store does not hold the place that was asked for; it may yet, or somewhere else.</summary>
public sealed class PlaceNotShippedException(PlaceTarget target, string why, string nextStep)
    : PermanentException($"The target {target} is not in the shipped log: {why}.", nextStep);
