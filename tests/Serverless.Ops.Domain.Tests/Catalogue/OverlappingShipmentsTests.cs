using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Tests.Catalogue;

/// <summary>Two runs shipped the same log at the same time.</summary>
public sealed class OverlappingShipmentsTests
{
    [Theory]
    [InlineData("0-1-1003", true)]
    [InlineData("0-2-9999", false)] // another server wrote that
    public void AChain_HoldsASetOnlyIfItsGtidFits(string gtid, bool holds)
    {
        DateTimeOffset latest = DateTimeOffset.MinValue;
        SegmentEntry one = Logs.Segment(1, 0, [10, 11, 12, 13], endsFile: false, ref latest);
        latest = Logs.At(10);
        SegmentEntry two = Logs.Segment(1, 1, [11, 12, 13, 14], endsFile: false, ref latest);
        LogChain chain = LogChain.Build([Logs.Set("1", 13, one), Logs.Set("2", 14, two)]).ShouldHaveSingleItem();
        DatabaseManifest set = Logs.DatabaseSet("20261122T120013Z-00000001", 12.5, 1, Logs.PositionOf(3));

        chain.Segments.Count.ShouldBe(2);
        chain.Holds(set with { Coordinates = set.Coordinates with { Gtid = gtid } }).ShouldBe(holds);
    }
}
