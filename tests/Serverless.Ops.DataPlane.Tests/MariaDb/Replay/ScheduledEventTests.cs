using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Replay;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

public sealed class ScheduledEventTests
{
    [Theory]
    [InlineData("2026-01-02 10:00:00", "2026-01-02 10:00:01", true)]
    [InlineData("2026-01-02 10:00:00", "2026-01-02 10:00:00", false)]
    [InlineData("2026-01-02 10:00:00", "2026-01-02 09:59:59", false)]
    public void EventThatRunsOnce_HasATimeLeft_OnlyAfterTheRestoredSecond(string restoredTo, string at, bool isLeft)
    {
        var once = new ScheduledEvent("d", "e", "u@h", "SYSTEM", null, 0, Time(at), null, null, Time(restoredTo), "");

        (once.NextAfterRestore() is not null).ShouldBe(isLeft);
    }

    [Theory]
    [InlineData("HOUR", 1, "2026-01-02 12:30:00", "2026-01-02 11:45:00", "2026-01-02 12:00:00")]
    [InlineData("HOUR", 1, "2026-01-02 12:30:00", "2026-01-02 12:00:00", null)]
    [InlineData("HOUR", 1, "2026-01-02 12:30:00", "2026-01-02 14:00:00", null)]
    [InlineData("HOUR", 1, "2026-01-02 12:30:00", "2026-01-02 09:00:00", "2026-01-02 10:00:00")]
    [InlineData("HOUR", 1, null, "2030-01-02 09:00:00", "9999-12-31 23:59:59")]
    [InlineData("MINUTE_SECOND", 90, "2026-01-02 10:10:00", "2026-01-02 10:08:00", "2026-01-02 10:09:00")]
    [InlineData("SECOND", 1, "2046-01-02 10:00:00", "2026-01-02 10:00:00", "2026-01-02 10:00:01")]
    [InlineData("WEEK", 21, "2026-03-01 00:00:00", "2026-02-12 00:00:00", "2026-02-13 10:00:00")]
    [InlineData("WEEK", 21, "2026-02-13 00:00:00", "2026-02-12 00:00:00", null)]
    [InlineData("QUARTER", 3, "2026-12-31 00:00:00", "2026-04-02 10:00:00", "2026-07-02 10:00:00")]
    [InlineData("YEAR_MONTH", 15, "2027-04-02 10:00:00", "2026-04-02 10:00:00", "2027-04-02 10:00:00")]
    [InlineData("YEAR", 1, "9999-01-01 00:00:00", "2037-04-02 10:00:00", "2038-01-02 10:00:00")]
    [InlineData("YEAR", 9000, "2027-04-02 10:00:00", "2026-04-02 10:00:00", null)]
    public void RecurringEvent_HasATimeLeft_IfOneLiesBeforeItsEnd(string unit, long interval, string? ends, string restoredTo, string? next)
    {
        DateTime? end = ends is null ? null : Time(ends);
        var recurring = new ScheduledEvent(
            "d",
            "e",
            "u@h",
            "SYSTEM",
            unit,
            interval,
            null,
            Time("2026-01-02 10:00:00"),
            end,
            Time(restoredTo),
            ""
        );

        recurring.NextAfterRestore()?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture).ShouldBe(next);
        (recurring.NextAfterRestore() is null).ShouldBe(next is null);
    }

    private static DateTime Time(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
