using CsCheck;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Tests.Catalogue;

namespace Serverless.Ops.Domain.Tests.Recovery.Planning;

/// <summary>A replay to T is exactly the prefix, also for logs with stamps that repeat, go back, or were set ahead.</summary>
public sealed class RestorePlannerProperties
{
    private const int Clock = 40;

    // Stamps are 0 to 40 s in any order. One in ten is later than the clock, as a session may set it.
    private static readonly Gen<int[]> Stamps = Gen.Frequency((9, Gen.Int[0, Clock]), (1, Gen.Int[Clock + 1, 5000])).Array[1, 40];

    private static readonly Gen<int[]> Cuts = Gen.Int[1, 7].Array[40];

    [Fact]
    public void ReplayTo_EverySecond_IsTheFirstHonestCommitStampedAtOrAfterIt() =>
        Gen.Select(Stamps, Cuts)
            .Sample(
                (stamps, cuts) =>
                {
                    // The run's heartbeat closes the log.
                    int[] log = [.. stamps, Clock];
                    BackupCatalogue catalogue = Ship(log, cuts);
                    for (int target = 0; target <= Clock; target++)
                    {
                        RestorePlan plan = RestorePlanner.Plan(
                            catalogue,
                            new RestoreRequest("run", "fern", new RestoreTarget(Logs.At(target)), TimeSpan.FromMinutes(15)),
                            Logs.At(10_000)
                        );
                        int expected = Array.FindIndex(log, stamp => stamp >= target && stamp <= Clock);
                        if (CommitAt(plan.ReplayTo) != expected || plan.ReplayTo.Gtid != (expected == 0 ? "" : $"0-1-{expected}"))
                        {
                            return false;
                        }

                        // The replay is the prefix: each byte once, in order, from the set's coordinates to the end.
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
                }
            );

    [Fact]
    public void SecondIndex_OfAnyCut_IsThatOfTheWhole() =>
        Gen.Select(Stamps, Cuts)
            .Sample(
                (stamps, cuts) =>
                {
                    DateTimeOffset latest = DateTimeOffset.MinValue;
                    SegmentEntry whole = Logs.Segment(1, 0, stamps, endsFile: false, ref latest, Clock);
                    IReadOnlyList<SegmentEntry> parts = NumberedLog.Cut(stamps, cuts, filesOf: int.MaxValue, Clock).Segments;
                    return parts
                            .SelectMany(part => part.Seconds)
                            .Select(mark => (mark.At, mark.Position))
                            .SequenceEqual(whole.Seconds.Select(mark => (mark.At, mark.Position)))
                        && parts.Sum(part => part.AnomalyCount) == whole.AnomalyCount;
                }
            );

    private static BackupCatalogue Ship(int[] log, int[] cuts) =>
        new([Logs.DatabaseSet("set-first", -1, 1, Logs.HeadBytes)], NumberedLog.Cut(log, cuts, filesOf: 3, Clock).Sets, []);

    private static int CommitAt(BinlogCoordinates place) => place.Gtid.Length == 0 ? 0 : (int)Gtid.Parse(place.Gtid).Sequence;
}
