using System.Runtime.InteropServices;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Log;

/// <summary>The second index of one segment, and the commits in it whose stamps a session set.</summary>
/// <param name="Latest">The latest stamp of a mark in the lineage up to the segment's end, or the earliest time when there is none.</param>
public sealed record SecondIndex(
    IReadOnlyList<SecondMark> Marks,
    long AnomalyCount,
    IReadOnlyList<TimestampAnomaly> Anomalies,
    DateTimeOffset Latest
)
{
    /// <summary>The seconds of which commits stand behind much later ones, in log order.</summary>
    public IReadOnlyList<LateSecond> Late { get; init; } = [];
}

/// <summary>
/// Collects the commits of one segment until a clock is known that was read after all of them, and then says which of them begin a
/// new second and which cannot be true. A stamp is the second in which its commit began, so it is never later than a clock that was
/// read after the commit: a later stamp was set by a session and is never a boundary. An earlier stamp is no proof of anything (a
/// statement may run for hours) and no boundary either; far behind, it is told, and two seconds behind it is listed, since the one before
/// it may have been set ahead by less than the clock shows. See docs/adr/0007-boundary-and-second-index.md.
/// Memory is a few dozen bytes for each distinct second in the segment.
/// </summary>
public sealed class SecondIndexBuilder
{
    /// <summary>A commit this far behind an earlier one is told as an anomaly.</summary>
    public static readonly TimeSpan FarBehind = TimeSpan.FromHours(1);

    /// <summary>A commit this far behind an earlier one is listed as late: a second less is what concurrency does.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    /// <summary>How many anomalies a segment lists; it counts all.</summary>
    public const int ListedAnomalies = 20;

    private readonly Dictionary<DateTimeOffset, Sighting> sightings = [];

    /// <summary>How many commits were added.</summary>
    public long Commits { get; private set; }

    /// <summary>Adds the next commit in log order.</summary>
    /// <param name="at">The stamp of its GTID event: a whole second, of the commit's start, or whatever a session set.</param>
    /// <param name="position">Where its GTID event begins.</param>
    /// <param name="gtid">Its own id.</param>
    /// <param name="before">GTID position before it.</param>
    public void Add(DateTimeOffset at, long position, Gtid gtid, GtidPosition before)
    {
        Commits++;
        ref Sighting seen = ref CollectionsMarshal.GetValueRefOrAddDefault(sightings, at, out bool exists);
        seen = exists
            ? seen with
            {
                Count = seen.Count + 1,
                LastPosition = position,
                LastGtid = gtid,
            }
            : new Sighting(at, position, gtid, before.ToString(), 1, position, gtid);
    }

    /// <summary>The index, once a clock is known.</summary>
    /// <param name="latest">The latest mark of the lineage before this segment.</param>
    /// <param name="clock">The server's clock, read after the last of the commits had come.</param>
    public SecondIndex Build(DateTimeOffset latest, DateTimeOffset clock)
    {
        DateTimeOffset earlier = latest;
        var marks = new List<SecondMark>();
        var anomalies = new List<TimestampAnomaly>();
        long count = 0;
        foreach (Sighting seen in sightings.Values.OrderBy(seen => seen.Position))
        {
            string? proof = null;
            if (seen.At > clock)
            {
                proof = $"by {WholeSecond.Text(clock)} it had been shipped, by the source's own clock";
            }
            else if (seen.At > latest)
            {
                latest = seen.At;
                marks.Add(new SecondMark(latest, seen.Position, seen.Before));
            }
            else if (latest - seen.At > FarBehind)
            {
                proof =
                    $"a commit before it in the log is stamped {WholeSecond.Text(latest)}: it ran all that time, or its session set the time";
            }

            if (proof is not null)
            {
                count += seen.Count;
                if (anomalies.Count < ListedAnomalies)
                {
                    anomalies.Add(new TimestampAnomaly(seen.Gtid.ToString(), seen.Position, seen.At, proof));
                }
            }
        }

        return new SecondIndex(marks, count, anomalies, latest) { Late = FindLate(marks, earlier) };
    }

    // Marks rise with their positions: the one before a commit that is latest is the one that is nearest.
    private List<LateSecond> FindLate(List<SecondMark> marks, DateTimeOffset earlier)
    {
        var late = new List<LateSecond>();
        int passed = 0;
        foreach (Sighting seen in sightings.Values.OrderBy(seen => seen.LastPosition))
        {
            while (passed < marks.Count && marks[passed].Position < seen.LastPosition)
            {
                passed++;
            }

            DateTimeOffset latestBefore = passed > 0 ? marks[passed - 1].At : earlier;
            if (latestBefore - seen.At >= Late)
            {
                late.Add(new LateSecond(seen.At, seen.LastPosition, seen.LastGtid.ToString()));
            }
        }

        return late;
    }

    private readonly record struct Sighting(
        DateTimeOffset At,
        long Position,
        Gtid Gtid,
        string Before,
        long Count,
        long LastPosition,
        Gtid LastGtid
    );
}

/// <summary>A commit whose stamp cannot be its time: a session set <c>timestamp</c>. Never a boundary of a restore.</summary>
/// <param name="Stamp">What the log says.</param>
/// <param name="Proof">Why it cannot be true, in words.</param>
public sealed record TimestampAnomaly(string Gtid, long Position, DateTimeOffset Stamp, string Proof);
