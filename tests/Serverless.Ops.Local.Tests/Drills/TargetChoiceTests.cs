using Serverless.Ops.Local.Drills;

namespace Serverless.Ops.Local.Tests.Drills;

public sealed class TargetChoiceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2026-11-22T10:00:05Z", "2026-11-22T10:00:05Z")]
    [InlineData("2026-11-22T10:10:00Z", "2026-11-22T10:10:00Z")]
    [InlineData("2026-11-22T11:00:05+01:00", "2026-11-22T10:00:05Z")]
    [InlineData("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z")]
    public void Instant_OfAWholeSecond_IsTakenInUtc(string text, string expected)
    {
        TargetChoice choice = TargetChoice.Parse(text, Now);

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
        Should.Throw<FormatException>(() => TargetChoice.Parse(text, Now)).Message
            .ShouldBe($"'{text}' is no target. Next: give a whole UTC second such as 2026-11-22T10:00:00Z, 'latest', or '+30s' for 30 seconds after the drill's start.");

    [Theory]
    [InlineData("mysql-bin.000042:1234")]
    [InlineData("0-1-4711")]
    [InlineData("before:0-1-4711")]
    public void Place_InALog_IsRefusedWithTheReason(string text)
    {
        string message = Should.Throw<FormatException>(() => TargetChoice.Parse(text, Now)).Message;

        message.ShouldStartWith($"'{text}' is a place in a binary log, and a drill cannot be proven for one: its journal knows when");
        message.ShouldContain("Next: drill to a whole UTC second or 'latest'");
    }

    [Theory]
    [InlineData("2026-11-22T10:10:01Z")]
    [InlineData("2062-11-22T10:00:00Z")]
    [InlineData("+601s")]
    public void Target_MoreThanTenMinutesAhead_IsRefusedAtOnce(string text) =>
        Should.Throw<FormatException>(() => TargetChoice.Parse(text, Now)).Message
            .ShouldStartWith($"'{text}' is more than 10 minutes ahead, and the drill would run on until then. Next: ");
}
