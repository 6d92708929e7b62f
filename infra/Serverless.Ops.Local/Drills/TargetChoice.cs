using System.Globalization;
using Serverless.Ops.Domain.Drill;
using Serverless.Ops.Domain.Restore;

namespace Serverless.Ops.Local.Drills;

/// <summary>What <c>--at</c> says: nothing (a second in mid-traffic), <c>latest</c>, an instant, or seconds from the start.</summary>
internal sealed record TargetChoice(DateTimeOffset? Instant, TimeSpan? AfterStart, bool IsLatest)
{
    /// <summary>A second of the drill's own choosing.</summary>
    public static TargetChoice MidTraffic { get; } = new(null, null, IsLatest: false);

    // A drill runs on until its target has passed, with traffic all the time.
    private static readonly TimeSpan FurthestAhead = TimeSpan.FromMinutes(10);

    /// <exception cref="FormatException">The text is none of the forms, or too far ahead; the message says what is right.</exception>
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

        if (text.StartsWith('+') && text.EndsWith('s') &&
            int.TryParse(text[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
        {
            return new(null, NotTooFar(text, TimeSpan.FromSeconds(seconds)), IsLatest: false);
        }

        if (DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant))
        {
            NotTooFar(text, instant - now);
            return new(instant, null, IsLatest: false);
        }

        throw new FormatException(
            $"'{text}' is no target. Next: give a whole UTC second such as 2026-11-22T10:00:00Z, 'latest', or '+30s' for 30 seconds after the drill's start.");
    }

    private static TimeSpan NotTooFar(string text, TimeSpan ahead) => ahead <= FurthestAhead
        ? ahead
        : throw new FormatException(
            $"'{text}' is more than {FurthestAhead.TotalMinutes:0} minutes ahead, and the drill would run on until then. " +
            "Next: give an instant that is nearer, 'latest', or leave --at out for a second in mid-traffic.");
}
