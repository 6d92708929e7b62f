using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>The target is later than the shipped log reaches.</summary>
public sealed class TargetNotShippedException(
    DateTimeOffset target, DateTimeOffset? shippedThrough, DateTimeOffset? nextShipDue, string? later)
    : PermanentException(
        shippedThrough is { } through
            ? $"The target {WholeSecond.Text(target)} is later than the shipped logs, which reach to {WholeSecond.Text(WholeSecond.Floor(through))}."
            : $"No log has been shipped for the database set before {WholeSecond.Text(target)}, so only 'latest' (the set itself) can be restored.",
        later ?? (nextShipDue is { } due && shippedThrough is { } reached
            ? $"run ShipBinlogs if the source still lives, or wait for the next ship, due at {WholeSecond.Text(WholeSecond.Ceiling(due))}; "
                + $"or choose {WholeSecond.Text(WholeSecond.Floor(reached))} or earlier."
            : "run ShipBinlogs if the source still lives."));
