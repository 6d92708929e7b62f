using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Tests.Recovery.Targets;

public sealed class PlaceTargetTests
{
    [Fact]
    public void Position_IsRead() =>
        RestoreTarget.Parse("mysql-bin.000042:1234").ShouldBe(new RestoreTarget(null, new PositionTarget("mysql-bin.000042", 1234)));

    [Fact]
    public void Gtid_WithOrBefore_IsRead()
    {
        RestoreTarget.Parse("0-1-4711").ShouldBe(new RestoreTarget(null, new GtidTarget(new Gtid(0, 1, 4711), IsBefore: false)));
        RestoreTarget.Parse("before:0-1-4711").ShouldBe(new RestoreTarget(null, new GtidTarget(new Gtid(0, 1, 4711), IsBefore: true)));
    }

    [Theory]
    [InlineData("mysql-bin.000042:1234")]
    [InlineData("0-1-4711")]
    [InlineData("before:0-1-4711")]
    public void Text_OfAPlace_IsWhatWasRead(string text) => RestoreTarget.Parse(text).ToString().ShouldBe(text);

    [Theory]
    [InlineData("mysql-bin.000042")]
    [InlineData("mysql-bin.000042:")]
    [InlineData("mysql-bin.000042:3")] // within the magic number
    [InlineData("mysql-bin.000042:-4")]
    [InlineData("mysql-bin.000042:12x")]
    [InlineData("mysql-bin:1234")]
    [InlineData("before:mysql-bin.000042:1234")]
    [InlineData("before:2026-11-22T10:00:07Z")]
    [InlineData("after:0-1-4711")]
    [InlineData("0-1")]
    [InlineData("0-1-4711,1-1-7")] // a GTID position with two domains
    [InlineData("0-1-x")]
    [InlineData("2026-11-22")] // a day, not a transaction of domain 2026
    public void Text_ThatIsNearlyAPlace_IsRefusedWithAllForms(string text)
    {
        InvalidInputException error = Should.Throw<InvalidInputException>(() => RestoreTarget.Parse(text));

        error.Message.ShouldContain($"'{text}'");
        error.NextStep.ShouldContain("mysql-bin.000042:1234");
        error.NextStep.ShouldContain("before:0-1-4711");
    }

    [Theory]
    [InlineData("0-1-5", "0-1-5,1-1-9", true)]
    [InlineData("0-1-5", "0-1-4", false)]
    [InlineData("0-1-5", "0-1-6", false)]
    [InlineData("0-1-5", "1-1-5", false)]
    [InlineData("before:0-1-5", "0-1-4", true)]
    [InlineData("before:0-1-5", "", true)]
    [InlineData("before:0-1-5", "0-1-5", false)]
    [InlineData("before:0-1-5", "0-1-6", true)] // a session may have set the number back
    public void Gtid_IsMetByTheLogThatEndsThere(string target, string reached, bool met) =>
        ((GtidTarget)RestoreTarget.Parse(target).Place!).IsMetBy(GtidPosition.Parse(reached)).ShouldBe(met);
}
