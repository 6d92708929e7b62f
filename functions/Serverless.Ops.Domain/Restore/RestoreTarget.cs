using System.Globalization;
using Serverless.Ops.Domain.Errors;
using Serverless.Ops.Domain.Time;

namespace Serverless.Ops.Domain.Restore;

/// <summary>What a person asks for: the latest second that is wholly in the store, or one whole UTC second.</summary>
/// <param name="At">The second, or null for the latest.</param>
public sealed record RestoreTarget(DateTimeOffset? At)
{
    public const string LatestText = "latest";

    public static RestoreTarget Latest { get; } = new((DateTimeOffset?)null);

    /// <summary>Reads <c>latest</c> or an RFC 3339 instant in UTC, such as <c>2026-11-22T10:00:07Z</c>.</summary>
    /// <exception cref="TargetNotWholeSecondException">It has a fraction other than zero.</exception>
    /// <exception cref="InvalidInputException">It is neither.</exception>
    public static RestoreTarget Parse(string text)
    {
        if (text == LatestText)
        {
            return Latest;
        }

        // A local time is refused, not converted: at three in the morning nobody should have to guess which zone was meant.
        if (!DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out DateTimeOffset at))
        {
            throw new InvalidInputException(
                $"The target '{text}' is neither '{LatestText}' nor an instant.", "give it in UTC with a Z, such as 2026-11-22T10:00:07Z.");
        }

        return WholeSecond.Is(at) ? new RestoreTarget(at) : throw new TargetNotWholeSecondException(at);
    }

    public override string ToString() => At is { } at ? WholeSecond.Text(at) : LatestText;
}
