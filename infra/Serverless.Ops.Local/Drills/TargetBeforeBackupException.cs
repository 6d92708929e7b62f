using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Local.Drills;

/// <summary>The drill's own backup was done after the second that it is to restore to. Thrown while production lives.</summary>
/// <param name="target">As it was asked for.</param>
/// <param name="snapshotAt">What the backup shows production as of.</param>
/// <param name="began">When the drill began.</param>
internal sealed class TargetBeforeBackupException(DateTimeOffset target, DateTimeOffset snapshotAt, DateTimeOffset began)
    : PermanentException(
        $"T = {WholeSecond.Text(target)} is before {WholeSecond.Text(FirstAfter(snapshotAt))}, the first second after this drill's own backup, " +
        "and no second before that can be restored to; nothing was destroyed.",
        NextStepAfter(FirstAfter(snapshotAt) - began))
{
    /// <exception cref="TargetBeforeBackupException">The target is not after the snapshot.</exception>
    public static void ThrowIfBefore(DateTimeOffset? target, DateTimeOffset snapshotAt, DateTimeOffset began)
    {
        if (target < FirstAfter(snapshotAt))
        {
            throw new TargetBeforeBackupException(target.Value, snapshotAt, began);
        }
    }

    // As the plan has it: the log's seconds are whole, and the snapshot is somewhere in one.
    private static DateTimeOffset FirstAfter(DateTimeOffset snapshotAt) => WholeSecond.Floor(snapshotAt).AddSeconds(1);

    // Twice the time leaves room for a busier machine.
    private static string NextStepAfter(TimeSpan first)
    {
        double seconds = Math.Ceiling(first.TotalSeconds);
        double roomy = Math.Min(Math.Ceiling(seconds / 5) * 10, TargetChoice.FurthestAhead.TotalSeconds);
        return seconds < roomy
            ? $"give --at a later second: this time the first that could serve came {seconds:0} s after the start, so +{roomy:0}s leaves room; or 'latest', or leave --at out."
            : $"give --at 'latest', or leave it out: the first second that could serve came {seconds:0} s after the start, later than any that --at takes.";
    }
}
