using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>Between the database set and the target log is missing. Targets before the gap are not touched by it.</summary>
public sealed class GapBeforeTargetException(RestoreTarget target, string setId, LogGap gap)
    : PermanentException(
        $"Between the database set {setId} and {target} log is missing: from {gap.After.File}:{gap.After.Position} to {gap.Before.File}:{gap.Before.Position}.",
        gap.Until is { } until
            ? $"choose {WholeSecond.Text(gap.From.AddSeconds(-1))} or earlier, or {WholeSecond.Text(until)} or later."
            : $"choose {WholeSecond.Text(gap.From.AddSeconds(-1))} or earlier; a new database set makes later seconds restorable again.");
