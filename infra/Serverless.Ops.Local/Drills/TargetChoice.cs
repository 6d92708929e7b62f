using System.Globalization;

namespace Serverless.Ops.Local.Drills;

/// <summary>What <c>--at</c> says: nothing (a second in mid-traffic), <c>latest</c>, an instant, or seconds from the start.</summary>
internal sealed record TargetChoice(DateTimeOffset? Instant, TimeSpan? AfterStart, bool IsLatest)
{
    /// <summary>A second of the drill's own choosing.</summary>
    public static TargetChoice MidTraffic { get; } = new(null, null, IsLatest: false);

    /// <exception cref="FormatException">The text is none of the forms; the message lists them.</exception>
    public static TargetChoice Parse(string text)
    {
        if (text == "latest")
        {
            return new(null, null, IsLatest: true);
        }

        if (text.StartsWith('+') && text.EndsWith('s') &&
            int.TryParse(text[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
        {
            return new(null, TimeSpan.FromSeconds(seconds), IsLatest: false);
        }

        if (DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"], CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant))
        {
            return new(instant, null, IsLatest: false);
        }

        throw new FormatException(
            $"'{text}' is no target. Next: give a whole UTC second such as 2026-11-22T10:00:00Z, 'latest', or '+30s' for 30 seconds after the drill's start.");
    }
}
