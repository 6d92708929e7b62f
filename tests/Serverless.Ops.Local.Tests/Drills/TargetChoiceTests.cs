using Serverless.Ops.Local.Drills;

namespace Serverless.Ops.Local.Tests.Drills;

public sealed class TargetChoiceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-22T10:00:05Z", "2026-11-22T10:00:05Z")]
    [InlineData("2026-11-22T10:10:00Z", "2026-11-22T10:10:00Z")]
    [InlineData("2026-11-22T11:00:05+01:00", "2026-11-22T10:00:05Z")]
    public void Instant_OfAWholeSecond_IsTakenInUtc(string text, string expected)
    {
        var choice = TargetChoice.Parse(text, Now);

        choice.Instant.ShouldNotBeNull().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null).ShouldBe(expected);
        choice.IsLatest.ShouldBeFalse();
    }

    [Fact]
    public void Latest_And_SecondsFromTheStart_AreTaken()
    {
        TargetChoice.Parse("latest", Now).IsLatest.ShouldBeTrue();
        TargetChoice.Parse("+30s", Now).AfterStart.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("")]
    [InlineData("2026-11-22")]
    [InlineData("2026-11-22T10:00:00")]
    [InlineData("2026-11-22T10:00:00.5Z")]
    [InlineData("2026-13-22T10:00:00Z")]
    [InlineData("+-5s")]
    public void Text_OfNoKnownForm_IsRefusedWithTheForms(string text) =>
        Should
            .Throw<FormatException>(() => TargetChoice.Parse(text, Now))
            .Message.ShouldBe(
                $"'{text}' is not a target. Next: give a whole UTC second such as 2026-11-22T10:00:00Z, 'latest', "
                    + "or '+60s' for 60 seconds after the drill's start."
            );

    [Theory]
    [InlineData("mysql-bin.000042:1234")]
    [InlineData("0-1-4711")]
    [InlineData("before:0-1-4711")]
    public void Place_InALog_IsRefusedWithTheReason(string text)
    {
        string message = Should.Throw<FormatException>(() => TargetChoice.Parse(text, Now)).Message;

        message.ShouldStartWith($"'{text}' is a place in a binary log, and a drill cannot prove a restore to a place.");
        message.ShouldContain("Next: drill to a whole UTC second or 'latest'");
    }

    [Theory]
    [InlineData("2026-11-22T10:00:00Z")]
    [InlineData("2026-11-22T09:59:59Z")]
    [InlineData("2020-01-01T00:00:00Z")]
    public void Instant_ThatHasPassed_IsRefusedAtOnceWithTheRange(string text)
    {
        string message = Should.Throw<FormatException>(() => TargetChoice.Parse(text, Now)).Message;

        message.ShouldStartWith(
            $"'{text}' is in the past. A drill restores only to a second after its own backup, which is still to come. Next: "
        );
        message.ShouldContain(" to 2026-11-22T10:10:00Z, ");
    }

    [Theory]
    [InlineData("2026-11-22T10:00:04Z", true)]
    [InlineData("2026-11-22T10:00:05Z", true)]
    [InlineData("2026-11-22T10:00:06Z", false)]
    public void Second_ThatTheBackupDoesNotPrecede_IsRefused(string second, bool refused)
    {
        DateTimeOffset? target = TargetChoice.Parse(second, Now).SecondIn(Now);
        Action check = () => TargetBeforeBackupException.ThrowIfBefore(target, Now.AddSeconds(5.4), Now);

        if (refused)
        {
            check
                .ShouldThrow<TargetBeforeBackupException>()
                .NextStep.ShouldContain("the first possible second came 6 s after the start, so +20s leaves room");
        }
        else
        {
            check.ShouldNotThrow();
        }
    }

    [Fact]
    public void Backup_ThatTakesLongerThanAnyTargetIsAhead_LeavesLatestAlone() =>
        Should
            .Throw<TargetBeforeBackupException>(() =>
                TargetBeforeBackupException.ThrowIfBefore(Now.AddSeconds(600), Now.AddSeconds(700), Now)
            )
            .NextStep.ShouldStartWith(
                "give --at 'latest', or leave --at out. This time the first possible second came 701 s after the start"
            );

    [Theory]
    [InlineData("2026-11-22T10:10:01Z")]
    [InlineData("2062-11-22T10:00:00Z")]
    [InlineData("+601s")]
    public void Target_MoreThanTenMinutesAhead_IsRefusedAtOnce(string text) =>
        Should
            .Throw<FormatException>(() => TargetChoice.Parse(text, Now))
            .Message.ShouldStartWith($"'{text}' is more than 10 minutes ahead, and the drill would have to run until then. Next: ");
}
