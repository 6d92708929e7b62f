using System.Globalization;
using System.Text.Json;

namespace Serverless.Ops.Domain.Log;

/// <summary>The text form of what the second index lists by the thousand: stamp, position, GTIDs, with a space between them.</summary>
internal static class StampedPlace
{
    private const string StampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static string Text(DateTimeOffset at, long position, string gtid) => string.Create(
        CultureInfo.InvariantCulture, $"{at.UtcDateTime.ToString(StampFormat, CultureInfo.InvariantCulture)} {position} {gtid}");

    /// <exception cref="JsonException">It is no such text.</exception>
    public static (DateTimeOffset At, long Position, string Gtid) Parse(string text)
    {
        string[] parts = text.Split(' ', 3);
        return parts.Length == 3
            && DateTimeOffset.TryParseExact(
                parts[0], StampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset at)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long position)
                ? (at, position, parts[2])
                : throw new JsonException($"'{text}' is no entry of the second index.");
    }
}
