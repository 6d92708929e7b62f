using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>
/// Warnings of a plan about clocks, as text: where the source's clock was moved back, and which seconds that makes doubtful.
/// </summary>
internal static class ClockWarnings
{
    // Clocks of two machines differ a little, and nobody has to act then.
    private static readonly TimeSpan Allowance = TimeSpan.FromMinutes(1);

    /// <param name="segments">The segments that the plan uses.</param>
    public static IEnumerable<string> Of(RestoreRoute route, LineageSets live, IReadOnlyList<ChainSegment> segments, DateTimeOffset now)
    {
        foreach (ChainSegment segment in segments.Where(segment => segment.Entry.ClockMovedBack is not null))
        {
            LogStretch stretch = live.Time.Stretches.First(stretch => stretch.Number == segment.Stretch);
            if (LogChain.Compare(route.Set.Coordinates, stretch.Begin) <= 0 && LogChain.Compare(stretch.Begin, route.End) < 0)
            {
                yield return $"{stretch.MovedBack!.Describe(stretch.Begin)}. "
                    + "The restore follows the order of the log, so it holds the commits before that place and those behind it.";
            }
        }

        if (live.Chains.Count > 0 && live.Chains[^1].LatestMark is var latest && latest > now + Allowance)
        {
            yield return $"The shipped log has commits of {WholeSecond.Text(latest)}, "
                + $"but the clock of this machine shows {WholeSecond.Text(now)}. One of the two clocks is wrong. "
                + "If it is the source's, a second does not select what was committed at that time: "
                + "restore to latest or to a place in the log.";
        }
    }

    /// <summary>The warning about a second that the source's clock showed twice, or that lies in a time that the clock took back.</summary>
    /// <param name="end">Where the restore to the second ends.</param>
    public static IReadOnlyList<string> OfSecond(
        DateTimeOffset second,
        BinlogCoordinates end,
        SecondInLog found,
        IReadOnlyList<LogStretch> stretches
    )
    {
        if (found.Others.Count > 0)
        {
            string others = string.Join(" and ", found.Others.Select(other => Text(other.Find(second)!)));
            return
            [
                $"The source's clock showed {WholeSecond.Text(second)} more than once, because it was moved back in between. "
                    + $"This plan ends at {Text(end)}. That second is also at {others}. "
                    + "Give file and position instead of the second to choose one.",
            ];
        }

        // The stamp behind the end lies in the time that the clock took back. It may have been ahead of the true time.
        DateTimeOffset stamp = found.Stretch.Marks.First(mark => mark.At >= second).At;
        LogStretch? after = stretches.FirstOrDefault(later => later.Number > found.Stretch.Number && later.MovedBack?.To < stamp);
        return after is null
            ? []
            :
            [
                $"{after.MovedBack!.Describe(after.Begin)}. This plan ends at {Text(end)}, before the first commit stamped "
                    + $"{WholeSecond.Text(stamp)}. If the clock was ahead, the commits from there to {Text(after.Begin)} "
                    + $"were made before {WholeSecond.Text(after.MovedBack.To)}. "
                    + $"To include them, restore to {after.Begin.File}:{after.Begin.Position}.",
            ];
    }

    private static string Text(BinlogCoordinates place) => $"{place.File}:{place.Position} ({place.Gtid})";
}
