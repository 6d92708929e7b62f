using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Tests.Catalogue;

namespace Serverless.Ops.Domain.Tests.Recovery.Planning;

public sealed class SetChoiceTests
{
    // Commits at 10, 11, 20, 21, 30 s; sets at 9, 12 and 22 s; a heartbeat at 30.25 s.
    private static BackupCatalogue Usual()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry all = Logs.Segment(1, 0, [10, 11, 20, 21, 30], endsFile: false, ref latest);
        return new BackupCatalogue(
            [
                Logs.DatabaseSet("set-first", 9, 1, Logs.PositionOf(0)),
                Logs.DatabaseSet("set-second", 12, 1, Logs.PositionOf(2)),
                Logs.DatabaseSet("set-third", 22, 1, Logs.PositionOf(4)),
            ],
            [Logs.Set("1", 30, all)],
            []
        );
    }

    private static RestorePlan Plan(string? set, double target) =>
        RestorePlanner.Plan(
            Usual(),
            new RestoreRequest("run", "fern", new RestoreTarget(Logs.At(target)), TimeSpan.FromMinutes(15))
            {
                Set = set is null ? null : SetChoice.Parse(set),
            },
            Logs.At(1000)
        );

    [Theory]
    [InlineData(null, 30, "set-third")]
    [InlineData("set-third", 30, "set-third")]
    [InlineData("set-second", 30, "set-second")]
    [InlineData("set-first", 30, "set-first")]
    [InlineData("before:set-third", 30, "set-second")]
    [InlineData("before:set-second", 30, "set-first")]
    [InlineData("before:set-third", 11, "set-first")] // the second set was taken after that second
    public void Plan_WithAChoice_BeginsWithThatSet_AndEndsAtTheSamePlace(string? choice, double target, string set)
    {
        RestorePlan plan = Plan(choice, target);

        plan.DatabaseSetId.ShouldBe(set);
        plan.AskedSet.ShouldBe(choice);
        plan.ReplayTo.ShouldBe(Plan(null, target).ReplayTo);
    }

    [Theory]
    [InlineData("set-fourth")]
    [InlineData("before:set-fourth")]
    public void Plan_WithAnUnknownSet_IsRefused_AndNamesTheSets(string choice)
    {
        UnknownSetException refused = Should.Throw<UnknownSetException>(() => Plan(choice, 30));

        refused.Message.ShouldContain("'set-fourth'");
        refused.NextStep.ShouldContain("set-third, set-second, set-first");
    }

    [Theory]
    [InlineData("set-third", 20)]
    [InlineData("before:set-first", 30)]
    public void Plan_WithASetThatCannotServeTheTarget_IsRefused(string choice, double target) =>
        Should.Throw<NoBackupSetBeforeTargetException>(() => Plan(choice, target));

    [Fact]
    public void Parse_OfAnEmptyText_IsRefused() => Should.Throw<InvalidInputException>(() => SetChoice.Parse(""));
}
