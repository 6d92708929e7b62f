using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Recovery.Window;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Domain.Tests.Catalogue;

namespace Serverless.Ops.Domain.Tests.Recovery.Planning;

public sealed class RestorePlannerTests
{
    private const int Now = 100_000;

    // File 1 has commits at 10, 10, 11, 13 s, file 2 at 13, 20, 21 s. They are shipped in two sets; the second has a heartbeat at 21.25 s.
    private static BackupCatalogue Usual(params DatabaseManifest[] sets)
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry one = Logs.Segment(1, 0, [10, 10, 11], endsFile: false, ref latest);
        SegmentEntry two = Logs.Segment(1, 3, [13], endsFile: true, ref latest);
        SegmentEntry three = Logs.Segment(2, 0, [13, 20, 21], endsFile: false, ref latest);
        return new BackupCatalogue(sets, [Logs.Set("1", 11, one), Logs.Set("2", 21, two, three)], []);
    }

    private static DatabaseManifest SetAt(double snapshotAt, int file, int commit) =>
        Logs.DatabaseSet($"set-at-{snapshotAt}", snapshotAt, file, Logs.PositionOf(commit));

    private static RestorePlan Plan(BackupCatalogue catalogue, double? target) =>
        RestorePlanner.Plan(
            catalogue,
            new RestoreRequest(
                "run",
                "fern",
                target is { } at ? new RestoreTarget(Logs.At(at)) : RestoreTarget.Latest,
                TimeSpan.FromMinutes(15)
            ),
            Logs.At(Now)
        );

    [Theory]
    [InlineData(10, 1, 0)] // no commit comes before the first one of second 10
    [InlineData(11, 1, 2)]
    [InlineData(12, 1, 3)]
    [InlineData(13, 1, 3)]
    [InlineData(14, 2, 1)] // both commits of second 13, in two files
    [InlineData(20, 2, 1)]
    [InlineData(21, 2, 2)]
    public void Plan_ToASecond_EndsBeforeTheFirstCommitStampedAtOrAfterIt(int target, int file, int commit)
    {
        RestorePlan plan = Plan(Usual(SetAt(9, 1, 0)), target);

        plan.ReplayTo.File.ShouldBe($"mysql-bin.{file:000000}");
        plan.ReplayTo.Position.ShouldBe(Logs.PositionOf(commit));
        plan.Target.ShouldBe(Logs.At(target));
        plan.ExpectedLoss.ShouldBe(TimeSpan.Zero);
        plan.ReplayBytes.ShouldBe(
            plan.Segments.Sum(segment =>
                Math.Min(segment.SegmentTo, segment.File == plan.ReplayTo.File ? plan.ReplayTo.Position : long.MaxValue)
                - Math.Max(segment.SegmentFrom, segment.File == plan.ReplayFrom.File ? plan.ReplayFrom.Position : 0)
            )
        );
    }

    [Theory]
    [InlineData(16, 12)] // four seconds ahead of the commits that follow
    [InlineData(16, 15)] // the last of them is one second before the stamp
    [InlineData(600, 500)] // ten minutes, until after a ship
    public void Plan_BehindAStampThatWasSetAhead_SaysHowManySecondsAreLeftOut_AndHowToHaveThem(int ahead, int target)
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        int[] after = [.. Enumerable.Range(11, ahead - 11)];
        SegmentEntry one = Logs.Segment(1, 0, [10, ahead, .. after[..2]], endsFile: false, ref latest);
        SegmentEntry two = Logs.Segment(1, 4, [.. after[2..], 900], endsFile: false, ref latest);
        var catalogue = new BackupCatalogue([SetAt(9, 1, 0)], [Logs.Set("1", 11, one), Logs.Set("2", 901, two)], []);

        RestorePlan plan = Plan(catalogue, target);

        plan.ReplayTo.Position.ShouldBe(Logs.PositionOf(1));
        int lost = target - 11;
        string warning = plan.Warnings.ShouldHaveSingleItem();
        warning.ShouldStartWith(
            $"This restore leaves out commits of {lost} {(lost == 1 ? "second" : "different seconds")}, from 2026-11-22T12:00:11Z to "
        );
        warning.ShouldEndWith(
            $"To include them, restore to 0-1-{1000 + 2 + lost}, the last of them, at mysql-bin.000001:{Logs.PositionOf(1 + lost)}."
        );
    }

    [Fact]
    public void Plan_BehindStampsThatFallBackAsConcurrencyMakesThem_WarnsOfNothing()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry one = Logs.Segment(1, 0, [10, 11, 10, 12, 11, 11, 12, 13, 12], endsFile: false, ref latest);

        Plan(new BackupCatalogue([SetAt(9, 1, 0)], [Logs.Set("1", 13, one)], []), 12).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Plan_WithSetsOfBeforeLateCommitsWereListed_IsMadeAsBefore()
    {
        BackupCatalogue catalogue = Usual(SetAt(9, 1, 0));
        BinlogManifest[] old =
        [
            .. catalogue.BinlogSets.Select(set =>
                set with
                {
                    Segments = [.. set.Segments.Select(segment => segment with { Late = null })],
                }
            ),
        ];

        Plan(catalogue with { BinlogSets = old }, 13).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Plan_WarnsOfTheFindingsBetweenTheSetAndTheEnd_TheWorstFirst_AndCountsThoseNotListed()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry segment = Logs.Segment(1, 0, [10, 11, 12, 13], endsFile: false, ref latest) with
        {
            Findings = new SegmentFindings(
                [
                    new(LogFindingKind.SameResult, 2),
                    new(LogFindingKind.MayDiffer, 8),
                    new(LogFindingKind.ComputedRows, 2),
                    new(LogFindingKind.NotReplayable, 1),
                ],
                [
                    Found(LogFindingKind.MayDiffer, 0, 0, 1, "before the set"),
                    Found(LogFindingKind.MayDiffer, 0, 2, 3, "on both sides"),
                    Found(LogFindingKind.SameResult, 1, 2, 2, "REPLACE of p.c"),
                    Found(LogFindingKind.NotReplayable, 3, 3, 1, "LOAD DATA"),
                    Found(LogFindingKind.ComputedRows, 1, 1, 1, "ALTER TABLE"),
                    Found(LogFindingKind.ComputedRows, 3, 3, 1, "behind the end"),
                ]
            ),
        };
        DatabaseManifest set = SetAt(9, 1, 1);

        IReadOnlyList<string> warnings = Plan(new BackupCatalogue([set], [Logs.Set("1", 14, segment)], []), 13).Warnings;

        warnings.Count.ShouldBe(4);
        warnings[0]
            .ShouldBe(
                $"ALTER TABLE (0-1-1002 at mysql-bin.000001:{Logs.PositionOf(1)}). The log does not have the values, "
                    + "so a replay computes them anew. Rows may differ from the source's. After a restore check these tables, "
                    + "or restore 'before:0-1-1002'; a full backup taken after the change has the source's rows."
            );
        warnings[1]
            .ShouldStartWith(
                $"on both sides (0-1-1001 at mysql-bin.000001:{Logs.PositionOf(0)}, "
                    + $"and 2 more up to mysql-bin.000001:{Logs.PositionOf(2)})."
            );
        warnings[2].ShouldBe("And 4 more changes of these kinds that the manifests do not list.");
        warnings[3].ShouldStartWith("The log has 2 changes as statements without their rows: REPLACE of p.c. They give the same rows");

        static LogFinding Found(LogFindingKind kind, int first, int last, long count, string text) =>
            new(kind, $"0-1-{1001 + first}", Logs.PositionOf(first), Logs.PositionOf(last), count, text);
    }

    [Theory]
    [InlineData(0, 11, null)]
    [InlineData(0, 12, "mysql-bin.000001:400")]
    [InlineData(0, null, "mysql-bin.000001:400")]
    [InlineData(1, null, "mysql-bin.000001:400")]
    [InlineData(2, null, "mysql-bin.000001:600")]
    [InlineData(3, 13, null)]
    public void Plan_PastATransactionThatNoReplayCanApply_IsRefused_AndSaysTheLastPlaceBeforeIt(int setAt, int? target, string? place)
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry segment = Logs.Segment(1, 0, [10, 11, 12, 13], endsFile: false, ref latest) with
        {
            Findings = new SegmentFindings(
                [new(LogFindingKind.NotReplayable, 2)],
                [
                    new(
                        LogFindingKind.NotReplayable,
                        "0-1-1002",
                        Logs.PositionOf(1),
                        Logs.PositionOf(1),
                        1,
                        "an XA transaction",
                        Logs.At(11)
                    ),
                    new(LogFindingKind.NotReplayable, "0-1-1004", Logs.PositionOf(3), Logs.PositionOf(3), 3, "a LOAD DATA", Logs.At(13)),
                ]
            ),
        };
        var catalogue = new BackupCatalogue([SetAt(9, 1, setAt)], [Logs.Set("1", 14, segment)], []);

        if (place is null)
        {
            Plan(catalogue, target).Warnings.ShouldBeEmpty();
            return;
        }

        UnreplayableChangeException error = Should.Throw<UnreplayableChangeException>(() => Plan(catalogue, target));
        error.NextStep.ShouldBe(
            $"restore to the last place before it, the target '{place}'. To restore what came later, "
                + "use a database set taken after that transaction: if there is none, run BackUpDatabase now."
        );
        error.Message.ShouldContain(
            setAt < 2
                ? $"transaction 0-1-1002 at {place} of 2026-11-22T12:00:11Z. No replay can: it holds an XA transaction."
                : $"transaction 0-1-1004 at {place} of 2026-11-22T12:00:13Z. No replay can: it holds a LOAD DATA."
        );
    }

    [Theory]
    [InlineData("CREATE TEMPORARY SEQUENCE", false)] // an older set
    [InlineData(LogFinding.Unread + ": a statement with the unknown status variable 200", true)]
    public void Plan_PastAFindingThatDependsOnTheVersion_Warns_AndLeavesTheDecisionToCheckBinlogs(string what, bool hasTime)
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        long at = Logs.PositionOf(1);
        SegmentEntry segment = Logs.Segment(1, 0, [10, 11, 12], endsFile: false, ref latest) with
        {
            Findings = new SegmentFindings(
                [new(LogFindingKind.NotReplayable, 1)],
                [new(LogFindingKind.NotReplayable, "0-1-1002", at, at, 1, what, hasTime ? Logs.At(11) : null)]
            ),
        };

        RestorePlan plan = Plan(new BackupCatalogue([SetAt(9, 1, 0)], [Logs.Set("1", 13, segment)], []), null);

        plan.ReplayTo.Position.ShouldBe(Logs.PositionOf(3));
        string warning = plan.Warnings.ShouldHaveSingleItem();
        warning.ShouldStartWith($"{what} (0-1-1002 at mysql-bin.000001:400). The version that shipped this could not replay it. ");
        warning.ShouldContain("CheckBinlogs reads the log before the import and decides.");
    }

    [Fact]
    public void Plan_PastATransactionThatNoReplayCanApply_NamesTheSetBehindIt()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry segment = Logs.Segment(1, 0, [10, 11, 12, 13, 14], endsFile: false, ref latest) with
        {
            Findings = new SegmentFindings(
                [new(LogFindingKind.NotReplayable, 1)],
                [new(LogFindingKind.NotReplayable, "0-1-1002", Logs.PositionOf(1), Logs.PositionOf(1), 1, "an XA transaction", Logs.At(11))]
            ),
        };
        DatabaseManifest newer = Logs.DatabaseSet("20261122T120013Z-00000001", 13.5, 1, Logs.PositionOf(4));
        var catalogue = new BackupCatalogue([SetAt(9, 1, 0), newer], [Logs.Set("1", 15, segment)], []);

        Should
            .Throw<UnreplayableChangeException>(() => Plan(catalogue, 13))
            .NextStep.ShouldEndWith($"choose a target from the database set {newer.SetId} on: 'mysql-bin.000001:700' or later.");
        Plan(catalogue, null).DatabaseSetId.ShouldBe(newer.SetId);
        var chosen = new RestoreRequest("run", "fern", RestoreTarget.Latest, TimeSpan.FromMinutes(15))
        {
            Set = SetChoice.Parse($"before:{newer.SetId}"),
        };
        Should
            .Throw<UnreplayableChangeException>(() => RestorePlanner.Plan(catalogue, chosen, Logs.At(Now)))
            .NextStep.ShouldEndWith($"leave out the input 'set': the database set {newer.SetId} was taken after it.");
    }

    [Fact]
    public void Plan_WarnsOfWhatTheSetDoesNotCarry_ButNotOfWhatEveryServerHas()
    {
        DatabaseManifest set = SetAt(9, 1, 0) with
        {
            NotCarried =
            [
                new("account", "root@localhost", "every server has its own", Expected: true),
                new("table", "mysql.own", "it is in the server's own database", Expected: false),
            ],
        };

        Plan(Usual(set), 20).Warnings.ShouldBe(["Not in the database set: table mysql.own: it is in the server's own database."]);
    }

    [Fact]
    public void Plan_WarnsOfGeneratedColumnsThatTheTimeZoneMayTouch()
    {
        DatabaseManifest set = SetAt(9, 1, 0) with
        {
            Tables =
            [
                new("sg", "t", "InnoDB", true, "", ["id"], 0, 0, "", [], "", ["d", "e"]),
                new("sg", "u", "InnoDB", true, "", ["id"], 0, 0, "", []),
            ],
        };

        Plan(Usual(set), 20).Warnings.Single().ShouldStartWith("Table sg.t: generated columns d, e depend on the time zone");
    }

    [Fact]
    public void Plan_ToLatest_IsAllThatWasShipped()
    {
        BackupCatalogue usual = Usual(SetAt(9, 1, 0));
        RestorePlan plan = Plan(usual, null);

        // T is the last heartbeat. The commits behind it are restored as well.
        plan.Target.ShouldBe(Logs.At(21.25));
        plan.ReplayTo.ShouldBe(new BinlogCoordinates("mysql-bin.000002", Logs.PositionOf(3), "0-1-2003"));
        plan.ReplayTo.ShouldBe(usual.BinlogSets[^1].To);
        plan.LeavesOutFrom.ShouldBe(Logs.At(21.5));
        plan.ExpectedLoss.ShouldBe(TimeSpan.FromSeconds(Now - 21.25));
        plan.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Plan_ToLatest_OfLogThatDoesNotSayWhenItWasRead_LeavesThatOpen()
    {
        BackupCatalogue usual = Usual(SetAt(9, 1, 0));

        Plan(usual with { BinlogSets = [.. usual.BinlogSets.Select(set => set with { LogReadAt = null })] }, null)
            .LeavesOutFrom.ShouldBeNull();
        Plan(usual, 20).LeavesOutFrom.ShouldBe(Logs.At(20));
    }

    [Fact]
    public void Plan_ToLatest_WithASetTakenBehindTheLastHeartbeat_IsTheEndOfTheLog()
    {
        // The set was taken while the shipment read on.
        RestorePlan plan = Plan(Usual(SetAt(21.4, 2, 2)), null);

        plan.Target.ShouldBe(Logs.At(21.4));
        plan.ReplayTo.Position.ShouldBe(Logs.PositionOf(3));
    }

    [Fact]
    public void Plan_TakesTheNewestSetBeforeTheTarget_AndOnlyTheSegmentsAfterIt()
    {
        RestorePlan plan = Plan(Usual(SetAt(9, 1, 0), SetAt(12, 1, 3), SetAt(20.5, 2, 2)), 20);

        plan.DatabaseSetId.ShouldBe("set-at-12");
        plan.Segments.Select(segment => (segment.File, segment.SegmentFrom)).ShouldBe([("mysql-bin.000001", 600), ("mysql-bin.000002", 0)]);
    }

    [Fact]
    public void Plan_BeforeEverySet_NamesTheEarliest()
    {
        NoBackupSetBeforeTargetException error = Should.Throw<NoBackupSetBeforeTargetException>(() =>
            Plan(Usual(SetAt(12, 1, 3), SetAt(20.5, 2, 2)), 11)
        );

        error.Message.ShouldContain("the earliest is set-at-12 of 2026-11-22T12:00:12Z");
        error.NextStep.ShouldContain("2026-11-22T12:00:12Z or later");
    }

    [Fact]
    public void Plan_ToTheSnapshotsOwnSecond_WhenACommitOfItIsInTheSet_IsServedByAnOlderSet_OrNamesTheNextSecond()
    {
        // The set was taken in the first microsecond of second 13, after a commit that is also stamped 13.
        DatabaseManifest set = SetAt(13, 1, 4);

        Plan(Usual(SetAt(9, 1, 0), set), 13).DatabaseSetId.ShouldBe("set-at-9");
        Plan(Usual(set), 14).ReplayTo.Position.ShouldBe(Logs.PositionOf(1));
        NoBackupSetBeforeTargetException error = Should.Throw<NoBackupSetBeforeTargetException>(() => Plan(Usual(set), 13));
        error.NextStep.ShouldContain("2026-11-22T12:00:14Z or later");
    }

    [Fact]
    public void Plan_ToTheSnapshotsOwnSecond_WithNothingCommittedInIt_IsTheSetAlone()
    {
        RestorePlan plan = Plan(Usual(SetAt(12, 1, 3)), 12);

        plan.ReplayTo.Position.ShouldBe(plan.ReplayFrom.Position);
        plan.Segments.ShouldBeEmpty();
    }

    [Fact]
    public void Plan_WithNoSetAtAll_SaysSo() =>
        Should.Throw<NoBackupSetBeforeTargetException>(() => Plan(Usual(), 11)).NextStep.ShouldContain("run the database backup");

    [Fact]
    public void Plan_WithOnlySetsWithoutManifest_NamesThem() =>
        Should
            .Throw<OnlyIncompleteSetsException>(() => Plan(Usual() with { IncompleteDatabaseSets = ["20261122T010000Z-0badc0de"] }, 11))
            .Message.ShouldContain("20261122T010000Z-0badc0de");

    [Fact]
    public void Plan_NeverUsesASetWithoutManifest() =>
        Plan(Usual(SetAt(9, 1, 0)) with { IncompleteDatabaseSets = ["20261122T120010Z-0badc0de"] }, 20).DatabaseSetId.ShouldBe("set-at-9");

    [Fact]
    public void Plan_InTheFuture_SaysWhatTimeItIs() =>
        Should.Throw<TargetInFutureException>(() => Plan(Usual(SetAt(9, 1, 0)), Now + 1)).Message.ShouldContain("2026-11-23T15:46:40Z");

    [Theory]
    [InlineData(22)]
    [InlineData(3600)]
    public void Plan_BeyondTheShippedLogs_NamesHowFarTheyReachAndWhenTheNextShipIsDue(int target)
    {
        TargetNotShippedException error = Should.Throw<TargetNotShippedException>(() => Plan(Usual(SetAt(9, 1, 0)), target));

        error.Message.ShouldContain("reach to 2026-11-22T12:00:21Z");
        error.NextStep.ShouldContain("2026-11-22T12:15:21Z");
    }

    [Fact]
    public void Plan_BehindAGap_IsRefused_BeforeItNot()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry one = Logs.Segment(1, 0, [10, 11, 12], endsFile: true, ref latest);
        SegmentEntry three = Logs.Segment(3, 0, [30, 31, 32], endsFile: false, ref latest);
        var catalogue = new BackupCatalogue([SetAt(9, 1, 0)], [Logs.Set("1", 12, one), Logs.Set("2", 32, three)], []);

        Plan(catalogue, 12).ReplayTo.Position.ShouldBe(Logs.PositionOf(2));
        Plan(catalogue, null).ReplayTo.ShouldBe(new BinlogCoordinates("mysql-bin.000001", Logs.PositionOf(3), "0-1-1003"));
        GapBeforeTargetException error = Should.Throw<GapBeforeTargetException>(() => Plan(catalogue, 31));
        error.Message.ShouldContain("from mysql-bin.000001:600 to mysql-bin.000003:0");
        error.NextStep.ShouldContain("2026-11-22T12:00:12Z or earlier");

        BackupCatalogue mended = catalogue with { DatabaseSets = [.. catalogue.DatabaseSets, SetAt(30.5, 3, 1)] };
        Plan(mended, 32).DatabaseSetId.ShouldBe("set-at-30.5");
        Should.Throw<GapBeforeTargetException>(() => Plan(mended, 20)).NextStep.ShouldContain("or 2026-11-22T12:00:31Z or later");
        var window = RecoveryWindow.Of(mended);
        window.Spans.Select(span => (span.From, span.Through)).ShouldBe([(Logs.At(9), Logs.At(12)), (Logs.At(31), Logs.At(32))]);
        window.Gaps.ShouldHaveSingleItem();
    }

    [Fact]
    public void Plan_WithLogsOfAnotherLineageOnly_IsRefused_ButLatestIsTheSetItself()
    {
        BackupCatalogue catalogue = Usual(
            Logs.DatabaseSet("set-copied", 9.75, 1, 300, new Lineage("22222222-2222-2222-2222-222222222222", 1, Logs.Noon))
        );

        Should.Throw<LineageMismatchException>(() => Plan(catalogue, 11)).Message.ShouldContain("22222222");
        RestorePlan plan = Plan(catalogue, null);
        plan.Segments.ShouldBeEmpty();
        plan.ReplayTo.ShouldBe(plan.ReplayFrom);
        plan.Target.ShouldBe(Logs.At(9.75));
        plan.Warnings.ShouldHaveSingleItem();
    }

    [Fact]
    public void Plan_PastACommitWithAStampSetAhead_WarnsAndDoesNotStopThere()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry log = Logs.Segment(1, 0, [10, 90_000_000, -90_000_000, 12, 13], endsFile: false, ref latest, clock: 14);

        RestorePlan plan = Plan(new BackupCatalogue([SetAt(9, 1, 0)], [Logs.Set("1", 13, log)], []), 13);

        plan.ReplayTo.Position.ShouldBe(Logs.PositionOf(4));
        plan.Warnings.Count.ShouldBe(2);
        log.AnomalyCount.ShouldBe(2);
    }

    [Fact]
    public void Plan_OfAnotherEstatesSets_IsRefused_AndNeverTakesThem()
    {
        DatabaseManifest oak = SetAt(12, 1, 3) with { Estate = "oak" };

        Should.Throw<OtherEstatesOnlyException>(() => Plan(Usual(oak), 13)).Message.ShouldContain("'fern', only of 'oak'");
        Plan(Usual(SetAt(9, 1, 0), oak), 13).DatabaseSetId.ShouldBe("set-at-9");
    }

    [Fact]
    public void Plan_ToLatestWithoutLog_IsTheSetAlone_AndNamesWhatIsLost()
    {
        RestorePlan plan = Plan(new BackupCatalogue([SetAt(9.75, 1, 0)], [], []), null);

        (plan.Target, plan.LeavesOutFrom).ShouldBe((Logs.At(9.75), Logs.At(9.75)));
        plan.Warnings.ShouldHaveSingleItem().ShouldContain("All later commits are lost: 1667 minutes");
    }

    [Fact]
    public void Plan_ToLatest_NeverEndsBeforeItsOwnSet()
    {
        // The logs were shipped through second 21. The set was taken in second 50, but its place is within these logs.
        RestorePlan plan = Plan(Usual(SetAt(50, 1, 0)), null);

        plan.ReplayTo.ShouldBe(plan.ReplayFrom);
        plan.Target.ShouldBe(Logs.At(50));
    }

    [Theory]
    [InlineData("0-1-1003", true)]
    [InlineData("0-1-1002", false)]
    [InlineData("0-1-7", false)]
    [InlineData("0-2-1003", false)]
    [InlineData("0-1-1003,1-1-4", false)]
    public void Plan_UsesALogOnlyWhenTheSetsGtidFits(string gtid, bool fits)
    {
        DatabaseManifest set = SetAt(12, 1, 3) with { Coordinates = new BinlogCoordinates("mysql-bin.000001", Logs.PositionOf(3), gtid) };

        Plan(Usual(set), null).Segments.Any().ShouldBe(fits);
    }

    [Fact]
    public void Plan_UsesAFileThatASessionsStampMadeLookYounger()
    {
        BackupCatalogue usual = Usual(
            SetAt(9, 1, 0) with
            {
                Coordinates = new BinlogCoordinates("mysql-bin.000002", Logs.PositionOf(0), "0-1-2000"),
            }
        );
        BinlogManifest[] odd =
        [
            .. usual.BinlogSets.Select(set =>
                set with
                {
                    Segments =
                    [
                        .. set.Segments.Select(entry =>
                            entry with
                            {
                                FileCreatedAt = Logs.At(entry.File.EndsWith('1') ? 9_000_000 : 900_000),
                            }
                        ),
                    ],
                }
            ),
        ];

        Plan(usual with { BinlogSets = odd }, 20).Segments.ShouldNotBeEmpty();
        LogChain.Build(odd).ShouldHaveSingleItem();
    }

    [Fact]
    public void Plan_NeverUsesAFileThatWasMadeAfterTheSnapshot() => Plan(Usual(SetAt(-3600, 1, 0)), null).Segments.ShouldBeEmpty();

    [Fact]
    public void Plan_WithTheLogOfARestoredServerBesideIt_StaysInItsOwn()
    {
        DateTimeOffset first = DateTimeOffset.MinValue,
            second = DateTimeOffset.MinValue;
        SegmentEntry[] old =
        [
            Logs.Segment(1, 0, [10, 11], endsFile: true, ref first),
            Logs.Segment(2, 0, [12, 13], endsFile: false, ref first),
        ];
        SegmentEntry[] again =
        [
            Logs.Segment(1, 0, [510, 511], endsFile: true, ref second),
            Logs.Segment(2, 0, [512, 513], endsFile: false, ref second),
        ];
        again = [.. again.Select(entry => entry with { FileCreatedAt = Logs.At(500) })];
        var catalogue = new BackupCatalogue([SetAt(9, 1, 0), SetAt(505, 1, 0)], [Logs.Set("1", 13, old), Logs.Set("2", 513, again)], []);

        Plan(catalogue, 13).Segments.Select(segment => segment.Key).ShouldAllBe(key => key.Contains("000001Z", StringComparison.Ordinal));
        Plan(catalogue, 513).Segments.Select(segment => segment.Key).ShouldAllBe(key => key.Contains("000002Z", StringComparison.Ordinal));
    }

    [Fact]
    public void Plan_NeverUsesTheLogOfAnotherEstate()
    {
        BackupCatalogue usual = Usual(SetAt(9, 1, 0));
        BackupCatalogue copied = usual with { BinlogSets = [usual.BinlogSets[0], usual.BinlogSets[1] with { Estate = "oak" }] };

        Should.Throw<TargetNotShippedException>(() => Plan(copied, 13));
        Plan(copied, null).Segments.ShouldHaveSingleItem();
        Plan(copied, null).Target.ShouldBe(Logs.At(11.25));
        Should.Throw<TargetNotShippedException>(() =>
            Plan(usual with { BinlogSets = [.. usual.BinlogSets.Select(set => set with { Estate = "oak" })] }, 13)
        );
    }

    [Fact]
    public void Plan_HoldsTheDigestsOfTheManifestsThatItUses_AndNoOthers()
    {
        BackupCatalogue usual = Usual(SetAt(9, 1, 0), SetAt(21, 2, 2));
        string[] keys =
        [
            .. usual.DatabaseSets.Select(set => StoreKeys.Manifest(Job.Database, set.SetId)),
            .. usual.BinlogSets.Select(set => StoreKeys.Manifest(Job.Binlog, set.SetId)),
        ];
        usual = usual with { ManifestSha256 = keys.ToDictionary(key => key, key => "digest of " + key) };

        RestorePlan plan = Plan(usual, 20);

        plan.Manifests.ShouldBe([.. ((string[])[keys[0], keys[2], keys[3]]).Select(key => new PlannedManifest(key, "digest of " + key))]);
        plan.Set.ShouldBe(new PlannedSet("fern", "set-at-9", "digest of " + keys[0]));
        Plan(usual, 11).Manifests!.Select(manifest => manifest.Key).ShouldBe([keys[0], keys[2]]);
    }

    [Fact]
    public void Manifest_ThatIsDamaged_IsAWarning_AndIsNamedByTheGapThatItLeaves()
    {
        BackupCatalogue usual = Usual(SetAt(9, 1, 0));
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry third = Logs.Segment(2, 3, [30, 31], endsFile: false, ref latest);
        var damaged = new DamagedManifest("sets/binlog/x/manifest.json", "Object 'sets/binlog/x/manifest.json' is damaged.");
        BackupCatalogue holed = usual with { BinlogSets = [usual.BinlogSets[0], Logs.Set("3", 31, third)], Damaged = [damaged] };

        Should
            .Throw<GapBeforeTargetException>(() => Plan(holed, 31))
            .WhatHappened.ShouldEndWith(" Manifests that cannot be used may be the reason: 'sets/binlog/x/manifest.json'.");
        Plan(holed, 11).Warnings.ShouldBe([damaged.ToString()]);
        Should
            .Throw<TargetNotShippedException>(() => Plan(holed with { BinlogSets = [usual.BinlogSets[0]] }, 31))
            .Message.ShouldContain(damaged.Key);
        Should.Throw<NoBackupSetBeforeTargetException>(() => Plan(holed with { DatabaseSets = [] }, 31)).Message.ShouldContain(damaged.Key);
    }

    [Fact]
    public void Lineage_OfAnotherEstate_IsRefused_UnlessTheEstateHasItToo()
    {
        BackupCatalogue usual = Usual(SetAt(9, 1, 0));
        string lineage = Logs.Lineage.Id;

        BackupCatalogue.Empty.RequireLineageOf("oak", lineage);
        usual.RequireLineageOf("fern", lineage);
        usual.RequireLineageOf("oak", "22222222-2222-2222-2222-222222222222");
        Should
            .Throw<LineageOfOtherEstateException>(() => usual.RequireLineageOf("oak", lineage))
            .WhatHappened.ShouldBe(
                $"The source has lineage {lineage}, which belongs to the estate 'fern' (set set-at-9), "
                    + "but this program works for the estate 'oak'."
            );

        // A stray set of another estate stops nobody.
        (usual with { DatabaseSets = [.. usual.DatabaseSets, SetAt(20, 2, 1) with { Estate = "oak" }] }).RequireLineageOf("fern", lineage);
    }

    [Fact]
    public void Window_WithLogPurgedBeforeTheFirstShip_ShowsTheGap()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry two = Logs.Segment(2, 0, [30, 31], endsFile: false, ref latest);
        var catalogue = new BackupCatalogue([SetAt(9, 1, 0)], [Logs.Set("1", 31, two)], []);

        LogGap gap = RecoveryWindow.Of(catalogue).Gaps.ShouldHaveSingleItem();
        (gap.After.File, gap.Before.File, gap.Until).ShouldBe(("mysql-bin.000001", "mysql-bin.000002", null));
        Should.Throw<GapBeforeTargetException>(() => Plan(catalogue, 31));
        Plan(catalogue, null).Warnings.ShouldHaveSingleItem();
    }

    [Fact]
    public void Chain_OfTwoRunsThatOverlapped_IsOne()
    {
        DateTimeOffset first = DateTimeOffset.MinValue,
            second = DateTimeOffset.MinValue;
        SegmentEntry shorter = Logs.Segment(1, 0, [10, 11], endsFile: false, ref first);
        SegmentEntry longer = Logs.Segment(1, 0, [10, 11, 12], endsFile: false, ref second);
        SegmentEntry after = Logs.Segment(1, 2, [12, 13, 14], endsFile: false, ref first);

        LogChain chain = LogChain
            .Build([Logs.Set("1", 11, shorter), Logs.Set("2", 12, longer), Logs.Set("3", 14, after)])
            .ShouldHaveSingleItem();

        chain.To.Position.ShouldBe(Logs.PositionOf(5));
        chain.FindBoundary(Logs.At(13), 0)!.Position.ShouldBe(Logs.PositionOf(3));
    }

    [Theory]
    [InlineData("2026-11-22T10:00:07Z")]
    [InlineData("2026-11-22T10:00:07.000Z")]
    public void Target_OfAWholeSecond_IsRead(string text) => RestoreTarget.Parse(text).ToString().ShouldBe("2026-11-22T10:00:07Z");

    [Fact]
    public void Target_WithAFraction_OffersTheSecondsBesideIt() =>
        Should
            .Throw<TargetNotWholeSecondException>(() => RestoreTarget.Parse("2026-11-22T10:00:07.5Z"))
            .NextStep.ShouldContain("2026-11-22T10:00:08Z");

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-11-22T10:00:07+02:00")]
    [InlineData("2026-11-22 10:00:07")]
    public void Target_OfAnotherForm_IsRefused(string text) => Should.Throw<InvalidInputException>(() => RestoreTarget.Parse(text));
}
