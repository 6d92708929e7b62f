using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.Tests.Catalogue;

namespace Serverless.Ops.Domain.Tests.Recovery.Planning;

/// <summary>Plans to a place in the log: where they begin and end, and the errors when there is no plan.</summary>
public sealed class PlacePlannerTests
{
    private const int Now = 100_000;

    // File 1 has 0-1-1001 to 1004 at 10, 10, 11, 13 s. File 2 has 0-1-2001 to 2003 at 13, 20, 21 s. The first of two sets ends after 1003.
    private static BackupCatalogue Usual(params DatabaseManifest[] sets)
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry one = Logs.Segment(1, 0, [10, 10, 11], endsFile: false, ref latest);
        SegmentEntry two = Logs.Segment(1, 3, [13], endsFile: true, ref latest);
        SegmentEntry three = Logs.Segment(2, 0, [13, 20, 21], endsFile: false, ref latest);
        return new BackupCatalogue(sets, [Logs.Set("1", 11, one), Logs.Set("2", 21, two, three)], []);
    }

    private static DatabaseManifest SetAt(double snapshotAt, int file, int commit, string gtid = "")
    {
        DatabaseManifest set = Logs.DatabaseSet($"set-at-{snapshotAt}", snapshotAt, file, Logs.PositionOf(commit));
        return set with { Coordinates = set.Coordinates with { Gtid = gtid } };
    }

    private static RestorePlan Plan(BackupCatalogue catalogue, string target)
    {
        var request = new RestoreRequest("run", "fern", RestoreTarget.Parse(target), TimeSpan.FromMinutes(15));
        LogSearch search = RestorePlanner.Search(catalogue, request).ShouldNotBeNull();
        return RestorePlanner.Plan(catalogue, request with { Found = SegmentReading.Find(search) }, Logs.At(Now));
    }

    private static T Refused<T>(BackupCatalogue catalogue, string target)
        where T : OpsException => Should.Throw<T>(() => Plan(catalogue, target));

    [Theory]
    [InlineData("mysql-bin.000001:300", 1, 300, "", 9)]
    [InlineData("mysql-bin.000001:400", 1, 400, "0-1-1001", 10)]
    [InlineData("mysql-bin.000001:600", 1, 600, "0-1-1003", 11)] // between two segments
    [InlineData("mysql-bin.000001:700", 1, 700, "0-1-1004", 13)] // the end of a file
    [InlineData("mysql-bin.000002:4", 2, 4, "0-1-2000", 13)] // before a file's first event
    [InlineData("mysql-bin.000002:500", 2, 500, "0-1-2002", 20)]
    [InlineData("mysql-bin.000002:600", 2, 600, "0-1-2003", 21)] // the end of the shipped log
    [InlineData("0-1-1001", 1, 400, "0-1-1001", 10)]
    [InlineData("0-1-1004", 1, 700, "0-1-1004", 13)]
    [InlineData("0-1-2003", 2, 600, "0-1-2003", 21)]
    [InlineData("before:0-1-1001", 1, 300, "", 9)]
    [InlineData("before:0-1-1004", 1, 600, "0-1-1003", 11)]
    [InlineData("before:0-1-2001", 2, 300, "0-1-2000", 13)]
    [InlineData("before:0-1-2003", 2, 500, "0-1-2002", 20)]
    public void Plan_ToAPlace_EndsExactlyThere_AndItsSecondIsThatOfItsLatestCommit(
        string target,
        int file,
        long position,
        string gtid,
        int second
    )
    {
        RestorePlan plan = Plan(Usual(SetAt(9, 1, 0)), target);

        plan.ReplayTo.ShouldBe(new BinlogCoordinates($"mysql-bin.{file:000000}", position, gtid));
        plan.Asked.ShouldBe(target);
        plan.Target.ShouldBe(Logs.At(second));
        plan.ExpectedLoss.ShouldBe(TimeSpan.Zero);
        plan.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Search_OfASecond_IsNone_SinceTheIndexNamesItsEnd() =>
        RestorePlanner
            .Search(Usual(SetAt(9, 1, 0)), new RestoreRequest("run", "fern", new RestoreTarget(Logs.At(13)), TimeSpan.FromMinutes(15)))
            .ShouldBeNull();

    [Theory]
    [InlineData("0-1-1003", "set-at-12")] // that set already contains it
    [InlineData("before:0-1-1004", "set-at-12")]
    [InlineData("mysql-bin.000001:600", "set-at-12")]
    [InlineData("mysql-bin.000001:599", null)]
    [InlineData("0-1-1002", "set-at-9")]
    [InlineData("0-1-2002", "set-at-20.5")]
    [InlineData("before:0-1-2002", "set-at-12")]
    public void Plan_ToAPlace_TakesTheNewestSetAtOrBeforeIt(string target, string? set)
    {
        BackupCatalogue catalogue = Usual(SetAt(9, 1, 0), SetAt(12, 1, 3, "0-1-1003"), SetAt(20.5, 2, 2, "0-1-2002"));

        if (set is null)
        {
            Refused<PositionWithinTransactionException>(catalogue, target);
        }
        else
        {
            Plan(catalogue, target).DatabaseSetId.ShouldBe(set);
        }
    }

    [Fact]
    public void Plan_ToTheLastCommitBeforeASet_InTheFileBeforeIt_IsTheSetItself()
    {
        // The set was taken at the beginning of file 2. Nothing was committed since 0-1-1004, the last transaction of file 1.
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry one = Logs.Segment(1, 0, [10, 11, 12, 13], endsFile: true, ref latest);
        SegmentEntry two = Logs.Segment(2, 0, [20, 21], endsFile: false, ref latest);
        two = two with { Seconds = [two.Seconds[0] with { GtidBefore = "0-1-1004" }, two.Seconds[1]] };
        DatabaseManifest set = SetAt(15.5, 2, 0, "0-1-1004");
        var catalogue = new BackupCatalogue([set], [Logs.Set("1", 21, one, two)], []);

        RestorePlan plan = Plan(catalogue, "0-1-1004");

        plan.ReplayFrom.ShouldBe(set.Coordinates);
        plan.ReplayTo.ShouldBe(set.Coordinates);
        plan.Segments.ShouldBeEmpty();
        plan.Target.ShouldBe(Logs.At(15));
        Refused<PlaceBeforeSetsException>(catalogue, "before:0-1-1004");
    }

    [Fact]
    public void Plan_ToTheFirstPlaceOfTheLog_InMidFile_IsTheSetThatWasTakenThere()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry only = Logs.Segment(1, 2, [11, 13], endsFile: false, ref latest);
        BinlogManifest log = Logs.Set("1", 14, only) with { From = new BinlogCoordinates(only.File, only.From, "0-1-1002") };
        DatabaseManifest set = SetAt(10.5, 1, 2, "0-1-1002");

        RestorePlan plan = Plan(new BackupCatalogue([set], [log], []), "mysql-bin.000001:500");

        (plan.DatabaseSetId, plan.ReplayTo, plan.Segments.Count).ShouldBe((set.SetId, set.Coordinates, 0));
        Refused<PlaceBeforeSetsException>(new BackupCatalogue([SetAt(12, 1, 3, "0-1-1003")], [log], []), "mysql-bin.000001:500");
        Refused<PlaceNotShippedException>(new BackupCatalogue([set], [log], []), "mysql-bin.000001:499")
            .WhatHappened.ShouldContain("begins at mysql-bin.000001:500");
    }

    [Fact]
    public void Plan_ToAPositionWithinATransaction_NamesTheBoundariesBesideIt()
    {
        PositionWithinTransactionException error = Refused<PositionWithinTransactionException>(
            Usual(SetAt(9, 1, 0)),
            "mysql-bin.000001:450"
        );

        error.Message.ShouldContain("within transaction 0-1-1002, which stands from 400 to 500");
        error.NextStep.ShouldBe("give mysql-bin.000001:400 (without that transaction) or mysql-bin.000001:500 (with it).");
    }

    [Fact]
    public void Plan_ToAPositionWithinAFilesHead_SaysThatItMakesNoDifference() =>
        Refused<PositionWithinTransactionException>(Usual(SetAt(9, 1, 0)), "mysql-bin.000002:100").NextStep.ShouldContain("the same");

    [Theory]
    [InlineData("mysql-bin.000002:700", "that log reaches to mysql-bin.000002:600 (0-1-2003)", "due at 2026-11-22T12:15:21Z")]
    [InlineData("mysql-bin.000003:4", "that log reaches to mysql-bin.000002:600", "run ShipBinlogs")]
    [InlineData("0-1-2004", "that log reaches to mysql-bin.000002:600 (0-1-2003)", "due at 2026-11-22T12:15:21Z")]
    [InlineData("before:0-1-2004", "that log reaches to", "run ShipBinlogs")]
    [InlineData("mysql-bin.000001:701", "shipped whole and ends at 700", "give mysql-bin.000001:700")]
    [InlineData("mariadb-bin.000001:400", "named mysql-bin.000001 to mysql-bin.000002", "SHOW BINARY LOGS")]
    public void Plan_ToAPlaceThatIsNotShipped_SaysHowFarTheLogReaches(string target, string why, string next)
    {
        PlaceNotShippedException error = Refused<PlaceNotShippedException>(Usual(SetAt(9, 1, 0)), target);

        error.Message.ShouldContain($"The target {target} is not in the shipped log");
        error.Message.ShouldContain(why);
        error.NextStep.ShouldContain(next);
    }

    [Theory]
    [InlineData("0-1-1500", "0-1-2001")] // between two files
    [InlineData("0-2-2002", "0-1-2002 comes directly after 0-1-2001 there")] // another server's
    [InlineData("7-1-2002", "of domain 7, but the shipped logs have only domain 0")]
    public void Plan_ToAGtidThatIsNotInTheLog_SaysWhatIsThereInstead(string target, string why) =>
        Refused<GtidNotInLogException>(Usual(SetAt(9, 1, 0)), target).Message.ShouldContain(why);

    [Fact]
    public void Plan_ToAGtidBeforeTheOldestLog_SaysWhereThatBegins()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        BinlogManifest later = Logs.Set("1", 21, Logs.Segment(2, 2, [20, 21], endsFile: false, ref latest));
        var catalogue = new BackupCatalogue(
            [SetAt(19, 2, 2, "0-1-2002")],
            [later with { From = later.From with { Gtid = "0-1-2002" } }],
            []
        );

        Plan(catalogue, "before:0-1-2003").DatabaseSetId.ShouldBe("set-at-19");
        Refused<GtidNotInLogException>(catalogue, "0-1-2001")
            .Message.ShouldContain(
                "older than the log in the store. That log begins at mysql-bin.000002:500, after GTID position 0-1-2002."
            );
        Refused<PlaceNotShippedException>(catalogue, "mysql-bin.000001:400").Message.ShouldContain("begins at mysql-bin.000002:500");
    }

    [Theory]
    [InlineData("mysql-bin.000001:400")]
    [InlineData("0-1-1002")]
    [InlineData("before:0-1-1003")]
    public void Plan_ToAPlaceBeforeEverySet_NamesTheEarliest(string target)
    {
        PlaceBeforeSetsException error = Refused<PlaceBeforeSetsException>(Usual(SetAt(12, 1, 3, "0-1-1003"), SetAt(20.5, 2, 2)), target);

        error.Message.ShouldContain("the earliest in that log is set-at-12, at mysql-bin.000001:600 (0-1-1003)");
        error.NextStep.ShouldContain("give mysql-bin.000001:600 or later, or 2026-11-22T12:00:12Z or later");
    }

    [Fact]
    public void Plan_ToAPlaceBehindAGap_IsRefused_BeforeItNot_AndInItNeither()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry one = Logs.Segment(1, 0, [10, 11, 12], endsFile: true, ref latest);
        SegmentEntry three = Logs.Segment(3, 0, [30, 31, 32], endsFile: false, ref latest);
        var catalogue = new BackupCatalogue([SetAt(9, 1, 0)], [Logs.Set("1", 12, one), Logs.Set("2", 32, three)], []);

        Plan(catalogue, "0-1-1003").ReplayTo.Position.ShouldBe(Logs.PositionOf(3));
        Refused<GapBeforeTargetException>(catalogue, "0-1-3002")
            .Message.ShouldContain(
                "Log is missing between the database set set-at-9 and 0-1-3002: from mysql-bin.000001:600 to mysql-bin.000003:0"
            );
        Refused<GapBeforeTargetException>(catalogue, "mysql-bin.000003:400");
        Refused<PlaceNotShippedException>(catalogue, "mysql-bin.000002:400").Message.ShouldContain("log is missing there");
        Refused<GtidNotInLogException>(catalogue, "0-1-2500")
            .Message.ShouldContain(
                "the first transaction of its domain there is 0-1-3001. "
                    + "Log is missing from mysql-bin.000001:600 to mysql-bin.000003:0."
            );
        Plan(catalogue with { DatabaseSets = [.. catalogue.DatabaseSets, SetAt(30.5, 3, 1, "0-1-3001")] }, "0-1-3002")
            .DatabaseSetId.ShouldBe("set-at-30.5");
    }

    [Fact]
    public void Plan_ToAPlaceWithoutAnyUsableLog_SaysWhatIsMissing()
    {
        Refused<NoBackupSetBeforeTargetException>(Usual(), "0-1-1002").Message.ShouldContain("no complete database set, so '0-1-1002'");
        Refused<OnlyIncompleteSetsException>(Usual() with { IncompleteDatabaseSets = ["20261122T010000Z-0badc0de"] }, "0-1-1002");
        Refused<OtherEstatesOnlyException>(Usual(SetAt(9, 1, 0) with { Estate = "oak" }), "0-1-1002");
        Refused<PlaceNotShippedException>(new BackupCatalogue([SetAt(9, 1, 0)], [], []), "0-1-1002")
            .Message.ShouldContain("no log was shipped at all");
        Refused<LineageMismatchException>(
            Usual(Logs.DatabaseSet("set-copied", 9, 1, 300, new Lineage("22222222-2222-2222-2222-222222222222", 1, Logs.Noon))),
            "0-1-1002"
        );
    }

    [Fact]
    public void Plan_ToAPlace_IsOfTheNewestLineage_WhichNamesNothingOfAnOlderOne()
    {
        var young = new Lineage("22222222-2222-2222-2222-222222222222", 1, Logs.Noon);
        DateTimeOffset latest = DateTimeOffset.MinValue;
        BinlogManifest again = Logs.Set("3", 60, Logs.Segment(1, 0, [50, 60], endsFile: false, ref latest)) with { Lineage = young };
        BackupCatalogue usual = Usual(SetAt(9, 1, 0), Logs.DatabaseSet("young-set", 49, 1, 300, young));
        BackupCatalogue both = usual with { BinlogSets = [.. usual.BinlogSets, again] };

        Plan(both, "0-1-1001").DatabaseSetId.ShouldBe("young-set");
        Refused<PlaceNotShippedException>(both, "0-1-2002").Message.ShouldContain("that log reaches to mysql-bin.000001:500");
    }

    [Theory]
    [InlineData("0-1-2001")]
    [InlineData("mysql-bin.000002:400")]
    public void Plan_ToAPlaceOfARestoredServerAndOfTheOneBefore_IsOfTheLiveOne_AndSaysSo(string target)
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

        RestorePlan plan = Plan(catalogue, target);

        plan.DatabaseSetId.ShouldBe("set-at-505");
        plan.Segments.Select(segment => segment.Key).ShouldAllBe(key => key.Contains("000002Z", StringComparison.Ordinal));
        plan.Warnings.ShouldHaveSingleItem().ShouldContain("stands in 2 logs of this lineage");
    }

    [Fact]
    public void Plan_ToAPlacePastAnAnomaly_TellsIt_AndItsSecondIsNotTheAnomalys()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry log = Logs.Segment(1, 0, [10, 90_000_000, 12, 13], endsFile: false, ref latest, clock: 14);

        RestorePlan plan = Plan(new BackupCatalogue([SetAt(9, 1, 0)], [Logs.Set("1", 13, log)], []), "0-1-1002");

        plan.Target.ShouldBe(Logs.At(10));
        plan.Warnings.ShouldHaveSingleItem().ShouldContain("0-1-1002");
    }

    [Fact]
    public void Plan_ToAGtidThatTwoTransactionsHave_IsRefusedWithBothPositions()
    {
        BackupCatalogue catalogue = Usual(SetAt(9, 1, 0));
        var request = new RestoreRequest("run", "fern", RestoreTarget.Parse("before:0-1-1002"), TimeSpan.FromMinutes(15));
        LogSearch search = RestorePlanner.Search(catalogue, request)!;

        GtidRepeatedException error = Should.Throw<GtidRepeatedException>(() =>
            SegmentReading.Find(search, (_, commit) => commit == 0 ? 1001ul : 1002ul)
        );

        error.Message.ShouldContain("mysql-bin.000001:400 and mysql-bin.000001:500");
    }

    [Fact]
    public void Plan_ToAPlaceInTwoRunsThatOverlapped_CountsTheirBytesOnce()
    {
        DateTimeOffset first = DateTimeOffset.MinValue,
            second = DateTimeOffset.MinValue;
        SegmentEntry shorter = Logs.Segment(1, 0, [10, 11], endsFile: false, ref first);
        SegmentEntry longer = Logs.Segment(1, 1, [11, 12], endsFile: false, ref second);
        var catalogue = new BackupCatalogue([SetAt(9, 1, 0)], [Logs.Set("1", 11, shorter), Logs.Set("2", 12, longer)], []);

        Plan(catalogue, "0-1-1003").ReplayTo.ShouldBe(new BinlogCoordinates("mysql-bin.000001", 600, "0-1-1003"));
        Plan(catalogue, "before:0-1-1003").ReplayTo.ShouldBe(new BinlogCoordinates("mysql-bin.000001", 500, "0-1-1002"));
        Plan(catalogue, "0-1-1002").ReplayTo.ShouldBe(new BinlogCoordinates("mysql-bin.000001", 500, "0-1-1002"));
    }
}
