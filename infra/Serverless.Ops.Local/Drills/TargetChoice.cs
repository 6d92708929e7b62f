using System.Globalization;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Local.Drills;

/// <summary>The value of <c>--at</c>: nothing (a second in mid-traffic), <c>latest</c>, an instant, or seconds after the start.</summary>
internal sealed record TargetChoice(DateTimeOffset? Instant, TimeSpan? AfterStart, bool IsLatest)
{
    /// <summary>The drill chooses the second.</summary>
    public static TargetChoice MidTraffic { get; } = new(null, null, IsLatest: false);

    /// <summary>A drill runs with traffic until its target has passed. This bounds the wait.</summary>
    public static readonly TimeSpan FurthestAhead = TimeSpan.FromMinutes(10);

    /// <summary>The second that <c>--at</c> names, for a drill that began then. Null when the drill chooses.</summary>
    public DateTimeOffset? SecondIn(DateTimeOffset began) =>
        (Instant ?? began + AfterStart) is { } chosen ? WholeSecond.Floor(chosen) : null;

    /// <exception cref="FormatException">
    /// The text has no known form, is in the past, or is too far ahead. The message says what is right.
    /// </exception>
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
                    $"'{text}' is in the past. A drill restores only to a second after its own backup, which is still to come. "
                        + "Next: give an instant from half a minute ahead (more for a large estate) "
                        + $"to {WholeSecond.Text(WholeSecond.Floor(now + FurthestAhead))}, "
                        + "'+60s', 'latest', or leave --at out for a second in mid-traffic."
                );
            }

            NotTooFar(text, instant - now);
            return new(instant, null, IsLatest: false);
        }

        throw new FormatException(
            $"'{text}' is not a target. Next: give a whole UTC second such as 2026-11-22T10:00:00Z, 'latest', "
                + "or '+60s' for 60 seconds after the drill's start."
        );
    }

    private static TimeSpan NotTooFar(string text, TimeSpan ahead) =>
        ahead <= FurthestAhead
            ? ahead
            : throw new FormatException(
                $"'{text}' is more than {FurthestAhead.TotalMinutes:0} minutes ahead, and the drill would have to run until then. "
                    + "Next: give a nearer instant, 'latest', or leave --at out for a second in mid-traffic."
            );
}

/// <summary>The target is not after the drill's own backup. Thrown before production is destroyed.</summary>
/// <param name="target">The second that --at names.</param>
/// <param name="snapshotAt">The instant of the backup's snapshot.</param>
/// <param name="began">The start of the drill.</param>
internal sealed class TargetBeforeBackupException(DateTimeOffset target, DateTimeOffset snapshotAt, DateTimeOffset began)
    : PermanentException(
        $"T = {WholeSecond.Text(target)} is too early. The first second that this drill's own backup can restore is "
            + $"{WholeSecond.Text(FirstAfter(snapshotAt))}. Nothing was destroyed.",
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

    // The restore planner has the same rule. Log time stamps are whole seconds, and the snapshot lies somewhere within one.
    private static DateTimeOffset FirstAfter(DateTimeOffset snapshotAt) => WholeSecond.Floor(snapshotAt).AddSeconds(1);

    // Twice the measured time leaves room for a busier machine.
    private static string NextStepAfter(TimeSpan first)
    {
        double seconds = Math.Ceiling(first.TotalSeconds);
        double roomy = Math.Min(Math.Ceiling(seconds / 5) * 10, TargetChoice.FurthestAhead.TotalSeconds);
        return seconds < roomy
            ? $"give --at a later second. This time the first possible second came {seconds:0} s after the start, "
                + $"so +{roomy:0}s leaves room. Or give 'latest', or leave --at out."
            : $"give --at 'latest', or leave --at out. This time the first possible second came {seconds:0} s after the start, "
                + "and --at takes no second that late.";
    }
}
