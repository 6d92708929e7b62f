using System.Globalization;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Local.Drills;

/// <summary>What <c>--at</c> says: nothing (a second in mid-traffic), <c>latest</c>, an instant, or seconds from the start.</summary>
internal sealed record TargetChoice(DateTimeOffset? Instant, TimeSpan? AfterStart, bool IsLatest)
{
    /// <summary>A second of the drill's own choosing.</summary>
    public static TargetChoice MidTraffic { get; } = new(null, null, IsLatest: false);

    /// <summary>A drill runs on until its target has passed, with traffic all the time.</summary>
    public static readonly TimeSpan FurthestAhead = TimeSpan.FromMinutes(10);

    /// <summary>The second that was chosen by hand, in a drill that began then; null when the drill chooses.</summary>
    public DateTimeOffset? SecondIn(DateTimeOffset began) =>
        (Instant ?? began + AfterStart) is { } chosen ? WholeSecond.Floor(chosen) : null;

    /// <exception cref="FormatException">The text is none of the forms, has passed, or is too far ahead; the message says what is right.</exception>
    public static TargetChoice Parse(string text, DateTimeOffset now)
    {
        if (text == "latest")
        {
            return new(null, null, IsLatest: true);
        }

        if (PlaceTarget.Find(text) is not null)
        {
            throw new FormatException(new PlaceNotProvableException(text).Message);
        }

        if (
            text.StartsWith('+')
            && text.EndsWith('s')
            && int.TryParse(text[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
        )
        {
            return new(null, NotTooFar(text, TimeSpan.FromSeconds(seconds)), IsLatest: false);
        }

        if (
            DateTimeOffset.TryParseExact(
                text,
                ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal,
                out DateTimeOffset instant
            )
        )
        {
            if (instant <= now)
            {
                throw new FormatException(
                    $"'{text}' has passed, and a drill can restore to no second before its own backup, which it has yet to take. "
                        + $"Next: give an instant from when that backup will be done (half a minute or more from now; an estate of more rows takes longer) to {WholeSecond.Text(WholeSecond.Floor(now + FurthestAhead))}, "
                        + "'+60s', 'latest', or leave --at out for a second in mid-traffic."
                );
            }

            NotTooFar(text, instant - now);
            return new(instant, null, IsLatest: false);
        }

        throw new FormatException(
            $"'{text}' is no target. Next: give a whole UTC second such as 2026-11-22T10:00:00Z, 'latest', or '+60s' for 60 seconds after the drill's start."
        );
    }

    private static TimeSpan NotTooFar(string text, TimeSpan ahead) =>
        ahead <= FurthestAhead
            ? ahead
            : throw new FormatException(
                $"'{text}' is more than {FurthestAhead.TotalMinutes:0} minutes ahead, and the drill would run on until then. "
                    + "Next: give an instant that is nearer, 'latest', or leave --at out for a second in mid-traffic."
            );
}

/// <summary>The drill's own backup was done after the second that it is to restore to. Thrown while production lives.</summary>
/// <param name="target">As it was asked for.</param>
/// <param name="snapshotAt">What the backup shows production as of.</param>
/// <param name="began">When the drill began.</param>
internal sealed class TargetBeforeBackupException(DateTimeOffset target, DateTimeOffset snapshotAt, DateTimeOffset began)
    : PermanentException(
        $"T = {WholeSecond.Text(target)} is before {WholeSecond.Text(FirstAfter(snapshotAt))}, the first second after this drill's own backup, "
            + "and no second before that can be restored to; nothing was destroyed.",
        NextStepAfter(FirstAfter(snapshotAt) - began)
    )
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
