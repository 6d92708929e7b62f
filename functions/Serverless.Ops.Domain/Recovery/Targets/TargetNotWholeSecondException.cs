using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Recovery.Targets;

/// <summary>The log's stamps are whole seconds: nothing between two of them can be told apart.</summary>
public sealed class TargetNotWholeSecondException(DateTimeOffset target)
    : PermanentException(
        $"The target {WholeSecond.Text(target)} is not a whole second.",
        $"ask for {WholeSecond.Text(WholeSecond.Floor(target))} (without what was committed in that second) or {WholeSecond.Text(WholeSecond.Ceiling(target))} (with all of it).");
