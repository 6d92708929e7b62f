using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Domain.Tests.Catalogue;

namespace Serverless.Ops.Domain.Tests.Recovery.Planning;

/// <summary>Plans around objects that a note calls damaged.</summary>
public sealed class DamagedObjectsTests
{
    private const string First = "20261122T115900Z-00000001";
    private const string Second = "20261122T120012Z-00000002";

    // Segments with commits at 10, 11 | 20, 21 | 30, 31 s, each shipped by a set of its own; database sets at 9 and 22 s.
    private static BackupCatalogue Usual(params string[] damaged)
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry one = Logs.Segment(1, 0, [10, 11], endsFile: false, ref latest);
        SegmentEntry two = Logs.Segment(1, 2, [20, 21], endsFile: false, ref latest);
        SegmentEntry three = Logs.Segment(1, 4, [30, 31], endsFile: false, ref latest);
        return new BackupCatalogue(
            [Logs.DatabaseSet(First, 9, 1, Logs.PositionOf(0)), Logs.DatabaseSet(Second, 22, 1, Logs.PositionOf(4))],
            [
                Logs.Set("1", 11, one),
                Logs.Set("2", 21, two),
                Logs.Set("3", 31, three) with
                {
                    From = new(three.File, three.From, two.GtidAtEnd),
                },
            ],
            []
        )
        {
            DamageNotes =
            [
                .. damaged.Select(key => new DamageNote(1, "fern", key, "1", $"'{key}' is damaged.", "ImportDatabase", "r", Logs.At(99))),
            ],
        };
    }

    private static string ChunkOf(string setId) => StoreKeys.Set(Job.Database, setId) + "rows/t.0.sql.zst";

    private static string SegmentKey(BackupCatalogue catalogue, int index) =>
        StoreKeys.Set(Job.Binlog, catalogue.BinlogSets[index].SetId) + catalogue.BinlogSets[index].Segments[0].Name;

    private static RestorePlan Plan(BackupCatalogue catalogue, RestoreTarget target, string? set = null)
    {
        var request = new RestoreRequest("run", "fern", target, TimeSpan.FromMinutes(15))
        {
            Set = set is null ? null : SetChoice.Parse(set),
        };
        return RestorePlanner.Plan(catalogue, request, Logs.At(1000));
    }

    private static RestoreTarget At(int second) => new(Logs.At(second));

    [Fact]
    public void ADamagedSet_IsLeftOut_AndThePlanSaysWhatTheOlderOneCosts()
    {
        RestorePlan usual = Plan(Usual(), At(31));
        usual.OlderSet.ShouldBeNull();

        RestorePlan plan = Plan(Usual(ChunkOf(Second)), At(31));

        plan.DatabaseSetId.ShouldBe(First);
        plan.ReplayTo.ShouldBe(usual.ReplayTo);
        OlderSet older = plan.OlderSet.ShouldNotBeNull();
        (older.InsteadOf, older.MoreReplayBytes, older.MoreLog, older.EndsEarlierBy).ShouldBe(
            (Second, 4 * Logs.CommitBytes, TimeSpan.FromSeconds(13), TimeSpan.Zero)
        );
        plan.Warnings[0]
            .ShouldStartWith($"The plan begins with set {First}, not with the newest set that serves, {Second}: that set is damaged. ");
        plan.Warnings[0].ShouldContain($"delete the note 'damage/fern/{ChunkOf(Second)}.json'");
    }

    [Fact]
    public void ASetThatAPersonChose_SaysWhatItCosts()
    {
        RestorePlan plan = Plan(Usual(), RestoreTarget.Latest, $"before:{Second}");

        plan.OlderSet!.Damage.ShouldBeNull();
        plan.Warnings[0]
            .ShouldBe(
                $"The plan begins with set {First}, not with the newest set that serves, {Second}: the request chose it. "
                    + "This costs 0.0 hours of log more to replay (0.0 MB more)."
            );
    }

    [Theory]
    [InlineData(Second, "give before:20261122T120012Z-00000002 as the set")]
    [InlineData(null, "bring back the earlier version of the damaged object")]
    public void WithoutAWholeSet_OrWithADamagedChoice_ThePlanIsRefused(string? set, string nextStep)
    {
        BackupCatalogue catalogue = Usual(set is null ? [ChunkOf(First), ChunkOf(Second)] : [ChunkOf(Second)]);

        DamagedSetException refused = Should.Throw<DamagedSetException>(() => Plan(catalogue, RestoreTarget.Latest, set));

        refused.WhatHappened.ShouldContain(ChunkOf(Second));
        refused.NextStep.ShouldContain(nextStep);
    }

    [Fact]
    public void ADamagedSegment_EndsThePlansBeforeIt_AndIsNamed()
    {
        BackupCatalogue catalogue = Usual();
        catalogue = Usual(SegmentKey(catalogue, 1), ChunkOf(Second));

        RestorePlan latest = Plan(catalogue, RestoreTarget.Latest);

        (latest.DatabaseSetId, latest.ReplayTo.Position).ShouldBe((First, Logs.PositionOf(2)));
        latest.Warnings.ShouldContain(warning =>
            warning.StartsWith(
                $"The plan does not use the log from mysql-bin.000001:500 to 700 of '{SegmentKey(catalogue, 1)}'",
                StringComparison.Ordinal
            )
        );
        latest.OlderSet!.EndsEarlierBy.ShouldBe(TimeSpan.FromSeconds(20));
        latest.Warnings[0].ShouldContain("Everything after that is lost.");
        GapBeforeTargetException refused = Should.Throw<GapBeforeTargetException>(() => Plan(catalogue, At(31)));
        refused.WhatHappened.ShouldContain("from mysql-bin.000001:500 to mysql-bin.000001:700.");
        refused.WhatHappened.ShouldContain(SegmentKey(catalogue, 1));
        refused.NextStep.ShouldContain("choose 2026-11-22T12:00:11Z or earlier.");
    }

    [Fact]
    public void ASetBehindADamagedSegment_ServesWhatComesAfter()
    {
        BackupCatalogue catalogue = Usual();
        catalogue = Usual(SegmentKey(catalogue, 1));

        RestorePlan plan = Plan(catalogue, At(31));

        (plan.DatabaseSetId, plan.OlderSet).ShouldBe((Second, null));
        plan.Warnings.ShouldBeEmpty(); // the segment is before the set
    }

    [Theory]
    [InlineData("mysql-bin.000001:600")]
    [InlineData("0-1-1003")]
    public void APlaceInADamagedSegment_IsRefused_WithTheGapAndTheSegment(string place)
    {
        BackupCatalogue catalogue = Usual();
        catalogue = Usual(SegmentKey(catalogue, 1));

        PlaceNotShippedException refused = Should.Throw<PlaceNotShippedException>(() =>
            RestorePlanner.Search(catalogue, new RestoreRequest("run", "fern", RestoreTarget.Parse(place), TimeSpan.FromMinutes(15)))
        );

        refused.WhatHappened.ShouldContain("log is missing there, from mysql-bin.000001:500 to mysql-bin.000001:700");
        refused.WhatHappened.ShouldContain(SegmentKey(catalogue, 1));
    }

    [Fact]
    public void ADamagedSegmentInMidSet_KeepsThePartsAroundIt()
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry one = Logs.Segment(1, 0, [10, 11], endsFile: false, ref latest);
        SegmentEntry two = Logs.Segment(1, 2, [20, 21], endsFile: false, ref latest);
        SegmentEntry three = Logs.Segment(1, 4, [30, 31], endsFile: false, ref latest);
        BackupCatalogue catalogue = Usual() with { BinlogSets = [Logs.Set("1", 31, one, two, three)] };
        string key = StoreKeys.Set(Job.Binlog, catalogue.BinlogSets[0].SetId) + two.Name;
        catalogue = catalogue with { DamageNotes = Usual(key).DamageNotes };

        BackupCatalogue whole = catalogue.WithoutDamagedLog();

        IReadOnlyList<LogChain> chains = whole.ChainsOf(Logs.Lineage);
        chains
            .Select(chain => (chain.From.Position, chain.To.Position, chain.ShippedThrough))
            .ShouldBe([(0, Logs.PositionOf(2), Logs.At(11)), (Logs.PositionOf(4), Logs.PositionOf(6), Logs.At(31.25))]);
        chains[1].From.Gtid.ShouldBe(two.GtidAtEnd);
        Plan(catalogue, At(11)).ReplayTo.Position.ShouldBe(Logs.PositionOf(1));
    }

    [Fact]
    public void ANoteThatCannotBeUsed_StopsNoPlan_AndIsNamed()
    {
        BackupCatalogue catalogue = Usual() with { UnusableNotes = [new UnusableNote("damage/fern/stray", "It is no JSON.")] };

        RestorePlan plan = Plan(catalogue, RestoreTarget.Latest);

        plan.DatabaseSetId.ShouldBe(Second);
        plan.Warnings.ShouldHaveSingleItem().ShouldStartWith("It is no JSON. Planning reads nothing from 'damage/fern/stray'. Delete it.");
    }

    [Fact]
    public void APlaceThatOnlyADamagedSetServes_IsRefused_AndTheSetAndItsNoteAreNamed()
    {
        BackupCatalogue catalogue = Usual(ChunkOf(First));
        var request = new RestoreRequest("run", "fern", RestoreTarget.Parse("0-1-1002"), TimeSpan.FromMinutes(15));
        FoundPlace found = SegmentReading.Find(RestorePlanner.Search(catalogue, request).ShouldNotBeNull());

        DamagedSetException refused = Should.Throw<DamagedSetException>(() =>
            RestorePlanner.Plan(catalogue, request with { Found = found }, Logs.At(1000))
        );

        refused.WhatHappened.ShouldStartWith($"Every database set that could serve '0-1-1002' is damaged. The newest is {First}: ");
        refused.NextStep.ShouldEndWith($"delete the note 'damage/fern/{ChunkOf(First)}.json': then plans use the object again.");
    }

    [Theory]
    [InlineData(0, 2)] // the same bytes in one segment
    [InlineData(0, 1)] // in two
    [InlineData(-1, 0)] // nowhere else
    public void ADamagedSegmentThatSaysThatTheClockWasMoved_HandsThatOn_OnlyIfNoOtherSetHasItsLog(int first, int cut)
    {
        // Commits at 10, 11 s and a day ahead, shipped twice. The clock was moved back before 20 s.
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry one = Logs.Segment(1, 0, [10, 86_400], endsFile: false, ref latest, clock: 86_401);
        DateTimeOffset before = latest;
        SegmentEntry two = Logs.Segment(1, 2, [20, 21], endsFile: false, ref latest, clock: 22);
        SegmentEntry three = Logs.Segment(1, 4, [30, 31], endsFile: false, ref latest, clock: 32);
        two.ClockMovedBack.ShouldNotBeNull();
        latest = before;
        SegmentEntry[] again =
            first < 0 ? []
            : cut == 2 ? [Logs.Segment(1, 2, [20, 21], endsFile: false, ref latest, clock: 23)]
            :
            [
                Logs.Segment(1, 2, [20], endsFile: false, ref latest, clock: 23),
                Logs.Segment(1, 3, [21], endsFile: false, ref latest, clock: 23),
            ];
        BinlogManifest[] sets = [Logs.Set("1", 11, one), Logs.Set("2", 21, two), Logs.Set("3", 31, three)];
        var catalogue = new BackupCatalogue([], again.Length == 0 ? sets : [.. sets, Logs.Set("4", 21, again)], []);
        catalogue = catalogue with { DamageNotes = Usual(SegmentKey(catalogue, 1)).DamageNotes };

        SegmentEntry[] moved =
        [
            .. catalogue.WithoutDamagedLog().BinlogSets.SelectMany(set => set.Segments).Where(entry => entry.ClockMovedBack is not null),
        ];

        moved.ShouldHaveSingleItem().From.ShouldBe(again.Length == 0 ? three.From : two.From);
    }
}
