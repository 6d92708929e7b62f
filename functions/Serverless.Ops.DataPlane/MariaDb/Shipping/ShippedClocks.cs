using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>What a shipment tells about the clocks of the source and of the shipper's host. No warning stops a shipment.</summary>
internal static class ShippedClocks
{
    // Clocks of two machines differ a little, and nobody has to act then.
    private static readonly TimeSpan Allowance = TimeSpan.FromMinutes(1);

    public static IEnumerable<string> Warnings(BinlogManifest manifest)
    {
        foreach (SegmentEntry entry in manifest.Segments.Where(entry => entry.ClockMovedBack is not null))
        {
            SecondMark? first = entry.Seconds.Count > 0 ? entry.Seconds[0] : null;
            yield return entry.ClockMovedBack!.Describe(
                new BinlogCoordinates(entry.File, first?.Position ?? entry.From, first?.GtidBefore ?? "")
            )
                + ". From there on, seconds follow the new time. A second that the clock showed twice is doubtful: "
                + "restore to a place in the log instead. Take a full backup now, so that every later second is clear.";
        }

        if (manifest.ShippedThrough < manifest.StartedAt - Allowance || manifest.ShippedThrough > manifest.FinishedAt + Allowance)
        {
            yield return $"The source's clock showed {WholeSecond.Text(manifest.ShippedThrough)} while the clock of this host showed "
                + $"{WholeSecond.Text(manifest.StartedAt)}. One of the two clocks is wrong. If it is the source's, correct it, "
                + "since restores to a second follow it.";
        }
    }
}
