using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>An enabled event. All times are in its own time zone.</summary>
/// <param name="Unit">Null for an event that runs once.</param>
/// <param name="Interval">In whole units. mysql.event counts a QUARTER in months, a WEEK in days, and DAY_HOUR in hours.</param>
/// <param name="At">Null for a recurring event.</param>
/// <param name="RestoredTo">T.</param>
/// <param name="Settings">Assignments that give the event its definer, character sets and collations back.</param>
internal sealed record ScheduledEvent(
    string Schema,
    string Name,
    string Definer,
    string Zone,
    string? Unit,
    long Interval,
    DateTime? At,
    DateTime? Starts,
    DateTime? Ends,
    DateTime RestoredTo,
    string Settings
)
{
    /// <returns>The first time after T at which the event is to run; null if there is none.</returns>
    public DateTime? NextAfterRestore()
    {
        if (At is { } once)
        {
            return once > RestoredTo ? once : null;
        }

        if (Starts is not { } starts || Ends is not { } ends || Interval <= 0)
        {
            return DateTime.MaxValue; // a recurring event without an end always has a next time
        }

        for (long count = Math.Max(0, ((RestoredTo - starts).Ticks / LongestInterval().Ticks) - 1); ; count++)
        {
            if (Slot(starts, count * Interval) is not { } slot || slot > ends)
            {
                return null;
            }

            if (slot > RestoredTo)
            {
                return slot;
            }
        }
    }

    /// <summary>The sentence for a person.</summary>
    public override string ToString()
    {
        string name = SqlQuote.Name(Schema, Name);
        string what = At is { } once
            ? $"was to run once, at {Text(once)}"
            : $"runs every {Interval} {LastUnit().ToLowerInvariant()}(s) until {Text(Ends!.Value)}";
        return $"event {name} {what} (time zone {Zone}), and has no such time after the restored second {Text(RestoredTo)}. "
            + "The source may have run it, and the log does not say so. It is disabled, so that it does not run twice. "
            + $"If it has to run, enable it, and it runs at once: ALTER DEFINER={QuotedDefiner()} EVENT {name} ENABLE";
    }

    private DateTime? Slot(DateTime starts, long units)
    {
        try
        {
            return LastUnit() switch
            {
                "YEAR" => starts.AddMonths(checked((int)units * 12)),
                "QUARTER" or "MONTH" => starts.AddMonths(checked((int)units)),
                _ => starts + (UnitLength() * units),
            };
        }
        catch (Exception late) when (late is OverflowException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private TimeSpan LongestInterval() =>
        LastUnit() switch
        {
            "YEAR" => TimeSpan.FromDays(366) * Interval,
            "QUARTER" or "MONTH" => TimeSpan.FromDays(31) * Interval,
            _ => UnitLength() * Interval,
        };

    private TimeSpan UnitLength() =>
        LastUnit() switch
        {
            "WEEK" or "DAY" => TimeSpan.FromDays(1),
            "HOUR" => TimeSpan.FromHours(1),
            "MINUTE" => TimeSpan.FromMinutes(1),
            _ => TimeSpan.FromSeconds(1),
        };

    // DAY_HOUR counts hours.
    private string LastUnit() => Unit![(Unit!.LastIndexOf('_') + 1)..];

    // The definer of a role has no host.
    private string QuotedDefiner()
    {
        int at = Definer.LastIndexOf('@');
        return at < 0 || at == Definer.Length - 1
            ? SqlQuote.Name(Definer.TrimEnd('@'))
            : $"{SqlQuote.Name(Definer[..at])}@{SqlQuote.Name(Definer[(at + 1)..])}";
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
