using System.Runtime.InteropServices;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Log;

/// <summary>The second index of one segment: the first commit of each new second, late commits, and anomalies.</summary>
/// <param name="AnomalyCount">Number of commits with a stamp that cannot be true.</param>
/// <param name="Anomalies">The first of those commits, at most <see cref="SecondIndexBuilder.ListedAnomalies"/>.</param>
/// <param name="Latest">The latest mark's stamp in the lineage up to the segment's end; the earliest time without a mark.</param>
public sealed record SecondIndex(
    IReadOnlyList<SecondMark> Marks,
    long AnomalyCount,
    IReadOnlyList<TimestampAnomaly> Anomalies,
    DateTimeOffset Latest
)
{
    /// <summary>Set when the source's clock was moved back before or within the segment. The marks then begin anew with it.</summary>
    public ClockMovedBack? MovedBack { get; init; }

    /// <summary>The seconds with commits that follow a commit of a much later second, in log order.</summary>
    public IReadOnlyList<LateSecond> Late { get; init; } = [];
}

/// <summary>
/// Collects the commits of one segment. <see cref="Build"/> then decides which commits begin a new second and which stamps cannot be
/// true. It needs a clock that was read after all of these commits.
/// A stamp is the second in which its commit began. So a true stamp is never later than a clock that was read after the commit.
/// A session set every later stamp, and such a stamp is never a boundary.
/// A stamp earlier than the stamps before it proves nothing, since a statement may run for hours. It is no boundary either.
/// A clock that shows less than a mark proves that the clock was moved back, since the mark's stamp was not later than the clock then.
/// So the marks begin anew with this segment.
/// A commit more than an hour behind is an anomaly. A commit at least two seconds behind is listed as late: a session may have set
/// the earlier commit's stamp ahead by less than the clock shows.
/// See docs/adr/0007-boundary-and-second-index.md. Memory is a few dozen bytes for each distinct second in the segment.
/// </summary>
public sealed class SecondIndexBuilder
{
    /// <summary>A commit further than this behind an earlier one is an anomaly.</summary>
    public static readonly TimeSpan FarBehind = TimeSpan.FromHours(1);

    /// <summary>A commit at least this far behind an earlier one is late. Concurrency alone makes one second.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    /// <summary>The most anomalies that a segment lists. Its count has all of them.</summary>
    public const int ListedAnomalies = 20;

    private readonly Dictionary<DateTimeOffset, Sighting> sightings = [];

    /// <summary>Number of commits that were added.</summary>
    public long Commits { get; private set; }

    /// <summary>Adds the next commit in log order.</summary>
    /// <param name="at">The stamp of its GTID event: the whole second in which the commit began, or a second that a session set.</param>
    /// <param name="position">Offset in the file where its GTID event begins.</param>
    /// <param name="gtid">The commit's own id.</param>
    /// <param name="before">GTID position before the commit.</param>
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

    /// <summary>Builds the index from all commits that were added.</summary>
    /// <param name="latest">The latest mark of the lineage before this segment, since its clock was moved back last.</param>
    /// <param name="clock">The server's clock, read after the last commit had arrived.</param>
    /// <param name="shown">A time that the server's clock is known to have shown before; default for none.</param>
    public SecondIndex Build(DateTimeOffset latest, DateTimeOffset clock, DateTimeOffset shown = default)
    {
        DateTimeOffset before = latest > shown ? latest : shown;
        ClockMovedBack? movedBack = clock < before ? new ClockMovedBack(before, clock) : null;
        if (movedBack is not null)
        {
            latest = DateTimeOffset.MinValue;
        }

        DateTimeOffset earlier = latest;
        var marks = new List<SecondMark>();
        var anomalies = new List<TimestampAnomaly>();
        long count = 0;
        foreach (Sighting seen in sightings.Values.OrderBy(seen => seen.Position))
        {
            string? proof = null;
            if (seen.At > clock)
            {
                proof = $"the source's own clock still showed {WholeSecond.Text(clock)} after the commit was shipped";
            }
            else if (seen.At > latest)
            {
                latest = seen.At;
                marks.Add(new SecondMark(latest, seen.Position, seen.Before));
            }
            else if (latest - seen.At > FarBehind)
            {
                proof =
                    $"an earlier commit in the log is stamped {WholeSecond.Text(latest)}: "
                    + "either this commit ran all that time, or a session set the time";
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

        return new SecondIndex(marks, count, anomalies, latest) { Late = FindLate(marks, earlier), MovedBack = movedBack };
    }

    // Marks rise with their positions, so the nearest mark before a commit is also the latest one before it.
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

/// <summary>
/// A commit whose stamp cannot be its time: a session set <c>timestamp</c>, or the server's clock was ahead. Never a boundary of a restore.
/// </summary>
/// <param name="Stamp">The stamp in the log.</param>
/// <param name="Proof">The reason why the stamp cannot be true, as text.</param>
public sealed record TimestampAnomaly(string Gtid, long Position, DateTimeOffset Stamp, string Proof);
