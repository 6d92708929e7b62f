using CsCheck;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.Tests.Catalogue;

namespace Serverless.Ops.Domain.Tests.Recovery.Planning;

/// <summary>
/// Properties of plans to a place, for any log that is cut in any way. Three texts name the places before and after each transaction. Their
/// plans are exactly that prefix. A position within a transaction has no plan.
/// </summary>
public sealed class PlacePlannerProperties
{
    private const int Clock = 40;

    private static readonly Gen<(int[] Stamps, int[] Cuts, int[] Sets)> Worlds = Gen.Select(
        Gen.Frequency((9, Gen.Int[0, Clock]), (1, Gen.Int[Clock + 1, 5000])).Array[1, 30],
        Gen.Int[1, 7].Array[40],
        Gen.Int[0, 30].Array[0, 4]
    );

    [Fact]
    public void Plan_ToEachPlace_IsThatPrefix_FromTheNewestSetWithinIt() =>
        Worlds.Sample(world =>
        {
            int[] stamps = [.. world.Stamps, Clock];
            var log = NumberedLog.Cut(stamps, world.Cuts, filesOf: 3, Clock);
            int[] sets = [0, .. world.Sets.Where(commit => commit <= stamps.Length)];
            var catalogue = new BackupCatalogue([.. sets.Distinct().Select(commit => SetBefore(log, commit))], log.Sets, []);
            for (int commit = 0; commit < stamps.Length; commit++)
            {
                BinlogCoordinates before = log.PlaceOf(commit);
                RestorePlan[] without =
                [
                    Plan(catalogue, log, $"before:0-1-{commit + 1}"),
                    Plan(catalogue, log, $"{before.File}:{before.Position}"),
                ];
                RestorePlan with = Plan(catalogue, log, $"0-1-{commit + 1}");
                if (!without.All(plan => IsPrefix(plan, commit)) || !IsPrefix(with, commit + 1))
                {
                    return false;
                }

                for (int inside = 1; inside < Logs.CommitBytes; inside += 33)
                {
                    PositionWithinTransactionException refused = Should.Throw<PositionWithinTransactionException>(() =>
                        Plan(catalogue, log, $"{before.File}:{before.Position + inside}")
                    );
                    refused.NextStep.ShouldContain($"{before.File}:{before.Position} (without");
                }
            }

            return true;

            bool IsPrefix(RestorePlan plan, int commits)
            {
                int taken = sets.Where(commit => commit <= commits).Max();
                int second = stamps[..commits].Where(stamp => stamp <= Clock).DefaultIfEmpty(-1).Max();
                return plan.DatabaseSetId == $"set-of-{taken}"
                    && plan.Target == Logs.At(Math.Max(second, taken == 0 ? -1 : 0))
                    && plan.ReplayTo.Gtid == NumberedLog.GtidAfter(commits)
                    && IsWay(plan);
            }
        });

    // True when the segments have each byte once, in order, from the set's coordinates to the end.
    private static bool IsWay(RestorePlan plan)
    {
        (string file, long at) = (plan.ReplayFrom.File, plan.ReplayFrom.Position);
        foreach (PlannedSegment segment in plan.Segments)
        {
            if (segment.File == file ? segment.SegmentFrom > at : segment.SegmentFrom != 0)
            {
                return false;
            }

            (file, at) = (segment.File, segment.SegmentTo);
        }

        return file == plan.ReplayTo.File && at >= plan.ReplayTo.Position;
    }

    private static DatabaseManifest SetBefore(NumberedLog log, int commit)
    {
        BinlogCoordinates place = log.PlaceOf(commit);
        DatabaseManifest set = Logs.DatabaseSet($"set-of-{commit}", commit == 0 ? -1 : commit / 1000.0, 1, 0);
        return set with { Coordinates = place };
    }

    private static RestorePlan Plan(BackupCatalogue catalogue, NumberedLog log, string target)
    {
        var request = new RestoreRequest("run", "fern", RestoreTarget.Parse(target), TimeSpan.FromMinutes(15));
        LogSearch search = RestorePlanner.Search(catalogue, request)!;
        return RestorePlanner.Plan(catalogue, request with { Found = SegmentReading.Find(search, log.SequenceOf) }, Logs.At(10_000));
    }
}
