using CsCheck;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Restore;
using Serverless.Ops.Domain.Tests.Catalogue;

namespace Serverless.Ops.Domain.Tests.Restore;

/// <summary>Replay to T equals the prefix, for logs with stamps that repeat, fall back, and were set ahead.</summary>
public sealed class RestorePlannerProperties
{
    private const int Clock = 40;

    // Stamps are 0 to 40 s in any order; now and then a session set one past the clock.
    private static readonly Gen<int[]> Stamps = Gen.Frequency((9, Gen.Int[0, Clock]), (1, Gen.Int[Clock + 1, 5000])).Array[1, 40];

    private static readonly Gen<int[]> Cuts = Gen.Int[1, 7].Array[40];

    [Fact]
    public void ReplayTo_EverySecond_IsTheFirstHonestCommitStampedAtOrAfterIt() =>
        Gen.Select(Stamps, Cuts).Sample((stamps, cuts) =>
        {
            // The run's heartbeat closes the log.
            int[] log = [.. stamps, Clock];
            BackupCatalogue catalogue = Ship(log, cuts);
            for (int target = 0; target <= Clock; target++)
            {
                RestorePlan plan = RestorePlanner.Plan(
                    catalogue, new RestoreRequest("run", "fern", new RestoreTarget(Logs.At(target)), TimeSpan.FromMinutes(15)), Logs.At(10_000));
                int expected = Array.FindIndex(log, stamp => stamp >= target && stamp <= Clock);
                if (CommitAt(plan.ReplayTo) != expected || plan.ReplayTo.Gtid != (expected == 0 ? "" : $"0-1-{expected}"))
                {
                    return false;
                }

                // What is replayed is the prefix: each byte once, in order, from the set's coordinates to the end.
                long at = plan.ReplayFrom.Position;
                foreach (PlannedSegment segment in plan.Segments)
                {
                    if (segment.SegmentFrom > at)
                    {
                        return false;
                    }

                    at = segment.EndsFile && segment.File != plan.ReplayTo.File ? 0 : segment.SegmentTo;
                }

                if (plan.Segments.Count > 0 && (plan.Segments[^1].File != plan.ReplayTo.File || at < plan.ReplayTo.Position))
                {
                    return false;
                }
            }

            return true;
        });

    [Fact]
    public void SecondIndex_OfAnyCut_IsThatOfTheWhole() =>
        Gen.Select(Stamps, Cuts).Sample((stamps, cuts) =>
        {
            DateTimeOffset latest = DateTimeOffset.MinValue;
            SegmentEntry whole = Logs.Segment(1, 0, stamps, endsFile: false, ref latest, Clock);
            SegmentEntry[] parts = [.. Cut(stamps, cuts, filesOf: int.MaxValue)];
            return parts.SelectMany(part => part.Seconds).Select(mark => (mark.At, mark.Position)).SequenceEqual(whole.Seconds.Select(mark => (mark.At, mark.Position)))
                && parts.Sum(part => part.AnomalyCount) == whole.AnomalyCount;
        });

    private static BackupCatalogue Ship(int[] log, int[] cuts)
    {
        SegmentEntry[] segments = [.. Cut(log, cuts, filesOf: 3)];
        // Each set has up to two segments; the order in which manifests are found does not matter.
        BinlogManifest[] sets = [.. segments.Chunk(2).Select((chunk, i) => Logs.Set($"{i + 1}", Clock, chunk)).Reverse()];
        return new BackupCatalogue([Logs.DatabaseSet("set", -1, 1, Logs.HeadBytes)], sets, []);
    }

    // Every filesOf-th segment ends its file.
    private static IEnumerable<SegmentEntry> Cut(int[] log, int[] cuts, int filesOf)
    {
        var entries = new List<SegmentEntry>();
        DateTimeOffset latest = DateTimeOffset.MinValue;
        int file = 1, first = 0;
        for (int at = 0, i = 0; at < log.Length; i++)
        {
            int count = Math.Min(cuts[i], log.Length - at);
            bool ends = (i + 1) % filesOf == 0;
            entries.Add(Renumber(Logs.Segment(file, first, log[at..(at + count)], ends, ref latest, Clock), at - first, file));
            at += count;
            (file, first) = ends ? (file + 1, 0) : (file, first + count);
        }

        return entries;
    }

    // Logs numbers GTIDs by file; here they are numbered through, so that a place in the log can be told from its GTID.
    private static SegmentEntry Renumber(SegmentEntry entry, int offset, int file) => entry with
    {
        GtidAtEnd = ((entry.To - Logs.HeadBytes) / Logs.CommitBytes) + offset is var last and > 0 ? $"0-1-{last}" : "",
        Seconds =
        [
            .. entry.Seconds.Select(mark => mark with
            {
                GtidBefore = ((mark.Position - Logs.HeadBytes) / Logs.CommitBytes) + offset is var n and > 0 ? $"0-1-{n}" : "",
            }),
        ],
        FileCreatedAt = Logs.At(-3600 + file),
    };

    private static int CommitAt(BinlogCoordinates place) => place.Gtid.Length == 0 ? 0 : (int)Gtid.Parse(place.Gtid).Sequence;
}
