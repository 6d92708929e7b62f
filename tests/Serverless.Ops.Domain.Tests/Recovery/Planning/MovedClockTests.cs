using CsCheck;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Recovery.Window;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.Tests.Catalogue;

namespace Serverless.Ops.Domain.Tests.Recovery.Planning;

/// <summary>Plans over logs of a source whose clock was ahead, or behind, and then right again.</summary>
public sealed class MovedClockTests
{
    private const int Day = 86_400;

    // Commits 0 to 2 are true, 3 to 5 a day ahead. The clock is moved back at second 200; commits 6 to 9 are true again.
    private static readonly int[][] AheadOnce =
    [
        [10, 50],
        [100, Day + 110, Day + 120, Day + 150],
        [220, 250],
        [300, 400],
    ];
    private static readonly int[] Clocks = [51, Day + 151, 251, 401];

    [Fact]
    public void Latest_IsTheEnd_AndSaysWhereTheClockWasMovedBack()
    {
        RestorePlan plan = Plan(Ship(AheadOnce, Clocks, SetAt(9, 0)), null);

        plan.ReplayTo.Position.ShouldBe(Logs.PositionOf(10));
        plan.Target.ShouldBe(Logs.At(401.25));
        plan.Warnings.ShouldHaveSingleItem()
            .ShouldStartWith(
                "The source's clock was moved back. It had shown 2026-11-23T12:02:30Z, and it showed 2026-11-22T12:04:11Z "
                    + $"after mysql-bin.000001:{Logs.PositionOf(6)} (0-1-1006)"
            );
    }

    [Theory]
    [InlineData(40, 1)] // before the clock was ahead
    [InlineData(230, 7)] // after it was right again
    [InlineData(260, 8)]
    [InlineData(400, 9)]
    public void ASecondInRightTime_IsFoundInItsOwnStretch(int target, int commit)
    {
        RestorePlan plan = Plan(Ship(AheadOnce, Clocks, SetAt(9, 0)), target);

        plan.ReplayTo.Position.ShouldBe(Logs.PositionOf(commit));
        plan.Warnings.ShouldAllBe(warning => warning.Contains("The restore follows the order of the log", StringComparison.Ordinal));
    }

    [Fact]
    public void ANewSetAfterTheMove_HealsEverything()
    {
        BackupCatalogue catalogue = Ship(AheadOnce, Clocks, SetAt(9, 0), SetAt(Day + 115, 4), SetAt(230, 7));

        RestorePlan latest = Plan(catalogue, null);
        RestorePlan second = Plan(catalogue, 300);

        (latest.DatabaseSetId, second.DatabaseSetId).ShouldBe(("set-at-230", "set-at-230"));
        latest.ReplayTo.Position.ShouldBe(Logs.PositionOf(10));
        second.ReplayTo.Position.ShouldBe(Logs.PositionOf(8));
        latest.Warnings.ShouldBeEmpty();
        second.Warnings.ShouldBeEmpty();
        RecoveryWindow.Of(catalogue).Spans.Select(span => (span.From, span.Through)).ShouldBe([(Logs.At(9), Logs.At(401))]);
    }

    [Fact]
    public void ASetOfTheFalseTime_ServesTheSecondsAfterTheMove()
    {
        BackupCatalogue catalogue = Ship(AheadOnce, Clocks, SetAt(Day + 115, 4));

        Plan(catalogue, 300).ReplayTo.Position.ShouldBe(Logs.PositionOf(8));
        Plan(catalogue, null).Target.ShouldBe(Logs.At(401.25));
        RecoveryWindow.Of(catalogue).Spans.Select(span => (span.From, span.Through)).ShouldBe([(Logs.At(220), Logs.At(401))]);
        Should.Throw<NoBackupSetBeforeTargetException>(() => Plan(catalogue, 90));
    }

    [Theory]
    [InlineData(Day + 155)] // before the clock was moved back
    [InlineData(205)] // after it
    public void ASetTakenBetweenTheLastShipmentAndTheMove_ServesTheSecondsAfterIt(int snapshotAt) =>
        Plan(Ship(AheadOnce, Clocks, SetAt(snapshotAt, 6)), 230).ReplayTo.Position.ShouldBe(Logs.PositionOf(7));

    [Fact]
    public void ASecondWhileTheClockWasAhead_EndsBeforeTheFirstCommitOfTheFalseTime_AndNamesThePlaceBehindIt()
    {
        RestorePlan plan = Plan(Ship(AheadOnce, Clocks, SetAt(9, 0)), 130);

        plan.ReplayTo.Position.ShouldBe(Logs.PositionOf(3));
        plan.Warnings.ShouldHaveSingleItem().ShouldEndWith($"To include them, restore to mysql-bin.000001:{Logs.PositionOf(6)}.");
    }

    [Fact]
    public void ASecondOfTheFalseTimeOnly_IsRefused_WithItsPlace()
    {
        BackupCatalogue catalogue = Ship(AheadOnce, Clocks, SetAt(9, 0));

        foreach (int now in (int[])[500, 10 * Day])
        {
            TargetOnlyBeforeClockMovedBackException error = Should.Throw<TargetOnlyBeforeClockMovedBackException>(() =>
                Plan(catalogue, Day + 115, now)
            );
            error.Message.ShouldContain("reaches to 2026-11-22T12:06:40Z");
            error.NextStep.ShouldContain($"give mysql-bin.000001:{Logs.PositionOf(4)}.");
        }

        Should.Throw<TargetInFutureException>(() => Plan(catalogue, (2 * Day) + 1, now: 500));
        Should.Throw<TargetNotShippedException>(() => Plan(catalogue, 2 * Day, now: 10 * Day));
    }

    [Fact]
    public void ASecondThatTheClockShowedTwice_IsTheLaterOne_AndNamesBothPlaces()
    {
        int[][] log = [.. AheadOnce, [Day + 100, Day + 119, Day + 140]];
        BackupCatalogue catalogue = Ship(log, [.. Clocks, Day + 200], SetAt(9, 0));

        RestorePlan plan = Plan(catalogue, Day + 118);

        plan.ReplayTo.Position.ShouldBe(Logs.PositionOf(11));
        string warning = plan.Warnings.First(text => text.Contains("more than once", StringComparison.Ordinal));
        warning.ShouldContain($"This plan ends at mysql-bin.000001:{Logs.PositionOf(11)} (0-1-1011)");
        warning.ShouldContain($"That second is also at mysql-bin.000001:{Logs.PositionOf(4)} (0-1-1004)");
    }

    [Fact]
    public void AClockThatWasBehindForAWhile_LeavesTheSecondsBeforeItRight()
    {
        // The clock was right until 10,000 s, two hours behind for a while, and then right again.
        int[][] log =
        [
            [9_000, 9_500, 10_000],
            [2_850, 2_900],
            [10_200, 10_300],
        ];
        BackupCatalogue catalogue = Ship(log, [10_001, 2_901, 10_301], SetAt(8_000, 0));

        RestorePlan plan = Plan(catalogue, 9_200);

        plan.ReplayTo.Position.ShouldBe(Logs.PositionOf(1));
        plan.Warnings.ShouldHaveSingleItem().ShouldContain("If the clock was ahead");
        Plan(catalogue, 2_880).ReplayTo.Position.ShouldBe(Logs.PositionOf(4));
        Plan(catalogue, 10_250).ReplayTo.Position.ShouldBe(Logs.PositionOf(6));
    }

    [Fact]
    public void ASetTakenAfterTheMove_ThatNoLogReachesYet_IsTheNewest()
    {
        BackupCatalogue catalogue = Ship(AheadOnce[..2], Clocks[..2], SetAt(9, 0), SetAt(210, 6));

        RestorePlan plan = Plan(catalogue, null, now: 215);

        plan.DatabaseSetId.ShouldBe("set-at-210");
        plan.Warnings.ShouldContain(warning => warning.StartsWith("No shipped log continues", StringComparison.Ordinal));
        plan.Warnings.ShouldContain(warning => warning.Contains("One of the two clocks is wrong", StringComparison.Ordinal));
    }

    [Fact]
    public void ASourceWhoseClockIsAhead_ServesTheSecondsOfItsOwnClock()
    {
        RestorePlan plan = Plan(Ship(AheadOnce[..2], Clocks[..2], SetAt(9, 0)), Day + 115, now: 160);

        plan.ReplayTo.Position.ShouldBe(Logs.PositionOf(4));
        plan.Warnings.ShouldHaveSingleItem().ShouldContain("but the clock of this machine shows 2026-11-22T12:02:40Z");
    }

    [Fact]
    public void AGapAtTheMove_DoesNotServeASecondBehindIt()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry one = Logs.Segment(1, 0, [10, Day + 20], endsFile: true, ref latest, Day + 21);
        SegmentEntry three = Logs.Segment(3, 0, [300, 310], endsFile: false, ref latest, 311);
        var catalogue = new BackupCatalogue([SetAt(9, 0)], [Logs.Set("1", Day + 20, one), Logs.Set("2", 310, three)], []);

        Should.Throw<GapBeforeTargetException>(() => Plan(catalogue, 305));
        BackupCatalogue mended = catalogue with { DatabaseSets = [.. catalogue.DatabaseSets, SetIn(3, 301, 1)] };
        Plan(mended, 305).DatabaseSetId.ShouldBe("set-at-301");
        Plan(mended, null).DatabaseSetId.ShouldBe("set-at-301");
    }

    [Fact]
    public void Index_OfAClockBehindAnEarlierReading_BeginsAnew_WithoutOne_GoesOn()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        Logs.Segment(1, 0, [100], endsFile: false, ref latest, 100).ClockMovedBack.ShouldBeNull();
        Logs.Segment(1, 1, [100], endsFile: false, ref latest, 100).ClockMovedBack.ShouldBeNull();
        SegmentEntry behind = Logs.Segment(1, 2, [120, 98, 99], endsFile: false, ref latest, 99);

        behind.ClockMovedBack.ShouldBe(new ClockMovedBack(Logs.At(100), Logs.At(99)));
        behind.Seconds.Select(mark => mark.At).ShouldBe([Logs.At(98), Logs.At(99)]);
        behind.AnomalyCount.ShouldBe(1);
        new SecondIndexBuilder().Build(Logs.At(5), Logs.At(10), shown: Logs.At(11)).MovedBack!.From.ShouldBe(Logs.At(11));
    }

    // Each shipment has a random clock. The commits of a shipment are from the ten seconds before its clock.
    private static readonly Gen<(int Clock, int[] Ages)[]> Shipments = Gen.Select(
        Gen.Int[20, 20_000],
        Gen.Int[0, 10].Array[0, 5],
        (clock, ages) => (clock, ages)
    ).Array[1, 7];

    [Fact]
    public void EverySecond_EndsBeforeTheFirstCommitOfItsStretch_OrIsRefusedByName() =>
        Gen.Select(Shipments, Gen.Int[0, 20_100])
            .Sample(
                (shipments, target) =>
                {
                    int[][] log = [.. shipments.Select(one => (int[])[.. one.Ages.Select(age => one.Clock - age), one.Clock])];
                    int[] stretches = StretchesOf(log, [.. shipments.Select(one => one.Clock)]);
                    int[] all = [.. log.SelectMany(stamps => stamps)];
                    BackupCatalogue catalogue = Ship(log, [.. shipments.Select(one => one.Clock)], SetAt(0, 0));
                    if (CommitAt(Plan(catalogue, null)) != all.Length)
                    {
                        return false;
                    }

                    int last = stretches[^1];
                    int[] own = [.. Enumerable.Range(0, all.Length).Where(i => stretches[i] == last)];
                    RestorePlan plan;
                    try
                    {
                        plan = Plan(catalogue, target);
                    }
                    catch (OpsException refused) when (refused is TargetNotShippedException or TargetOnlyBeforeClockMovedBackException)
                    {
                        return target > own.Max(i => all[i]);
                    }

                    int end = CommitAt(plan);
                    bool isFirst =
                        all[end] >= target && Enumerable.Range(0, end).All(i => stretches[i] != stretches[end] || all[i] < target);
                    // A second that only the last stretch has is found there.
                    bool isOnlyLast = Enumerable.Range(0, all.Length).All(i => stretches[i] == last || all[i] < target);
                    return isFirst && target <= own.Max(i => all[i]) && (!isOnlyLast || stretches[end] == last);
                }
            );

    // The number of the stretch of each commit, from the rule alone: a clock that shows less than a stamp before it was moved back.
    private static int[] StretchesOf(int[][] log, int[] clocks)
    {
        var numbers = new List<int>();
        int stretch = 0,
            latest = int.MinValue;
        for (int i = 0; i < log.Length; i++)
        {
            if (clocks[i] < latest)
            {
                (stretch, latest) = (stretch + 1, int.MinValue);
            }

            latest = Math.Max(latest, log[i].Max());
            numbers.AddRange(log[i].Select(_ => stretch));
        }

        return [.. numbers];
    }

    private static BackupCatalogue Ship(int[][] log, int[] clocks, params DatabaseManifest[] sets)
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        int first = 0;
        var shipped = new List<BinlogManifest>();
        for (int i = 0; i < log.Length; i++)
        {
            SegmentEntry entry = Logs.Segment(1, first, log[i], endsFile: false, ref latest, clocks[i]);
            shipped.Add(Logs.Set($"{i + 1}", clocks[i], entry));
            first += log[i].Length;
        }

        return new BackupCatalogue(sets, shipped, []);
    }

    private static DatabaseManifest SetAt(double snapshotAt, int commit) => SetIn(1, snapshotAt, commit);

    private static DatabaseManifest SetIn(int file, double snapshotAt, int commit)
    {
        DatabaseManifest set = Logs.DatabaseSet($"set-at-{snapshotAt}", snapshotAt, file, Logs.PositionOf(commit));
        string gtid = file == 1 && commit == 0 ? "" : $"0-1-{(file * 1000) + commit}";
        return set with { Coordinates = set.Coordinates with { Gtid = gtid } };
    }

    private static RestorePlan Plan(BackupCatalogue catalogue, int? target, int now = 100 * Day) =>
        RestorePlanner.Plan(
            catalogue,
            new RestoreRequest(
                "run",
                "fern",
                target is { } at ? new RestoreTarget(Logs.At(at)) : RestoreTarget.Latest,
                TimeSpan.FromMinutes(15)
            ),
            Logs.At(now)
        );

    private static int CommitAt(RestorePlan plan) => (int)((plan.ReplayTo.Position - Logs.HeadBytes) / Logs.CommitBytes);
}
