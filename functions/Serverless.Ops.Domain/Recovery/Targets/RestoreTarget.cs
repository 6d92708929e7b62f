using System.Globalization;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Recovery.Targets;

/// <summary>A requested target: the latest (all that was shipped), one whole UTC second, or a place in the log.</summary>
/// <param name="At">The second; null for the latest and for a place.</param>
/// <param name="Place">The place; null for the latest and for a second.</param>
public sealed record RestoreTarget(DateTimeOffset? At, PlaceTarget? Place = null)
{
    public const string LatestText = "latest";

    /// <summary>All forms of a target, for help texts.</summary>
    public const string Forms =
        "latest (everything that was shipped); a whole UTC second such as 2026-11-22T10:00:07Z (everything before it); "
        + "a binary log position such as mysql-bin.000042:1234 (everything before it); "
        + "a GTID such as 0-1-4711 (up to that transaction, including it) or before:0-1-4711 (up to that transaction, without it)";

    public static RestoreTarget Latest { get; } = new((DateTimeOffset?)null);

    /// <summary>Reads one of <see cref="Forms"/>.</summary>
    /// <exception cref="TargetNotWholeSecondException">An instant with a fraction other than zero.</exception>
    /// <exception cref="InvalidInputException">The text has none of these forms.</exception>
    public static RestoreTarget Parse(string text)
    {
        if (text == LatestText)
        {
            return Latest;
        }

        if (PlaceTarget.Find(text) is { } place)
        {
            return new RestoreTarget(null, place);
        }

        // A local time is refused, not converted. Nobody should have to guess which zone a person meant.
        if (
            !DateTimeOffset.TryParseExact(
                text,
                ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTimeOffset at
            )
        )
        {
            throw new InvalidInputException($"'{text}' is not a restore target.", $"give one of: {Forms}.");
        }

        return WholeSecond.Is(at) ? new RestoreTarget(at) : throw new TargetNotWholeSecondException(at);
    }

    public override string ToString() => At is { } at ? WholeSecond.Text(at) : Place?.ToString() ?? LatestText;
}

/// <summary>The log's stamps are whole seconds, so a target cannot lie within a second.</summary>
public sealed class TargetNotWholeSecondException(DateTimeOffset target)
    : PermanentException(
        $"The target {WholeSecond.Text(target)} is not a whole second.",
        $"ask for {WholeSecond.Text(WholeSecond.Floor(target))} (without the commits of that second) "
            + $"or {WholeSecond.Text(WholeSecond.Ceiling(target))} (with all of them)."
    );
