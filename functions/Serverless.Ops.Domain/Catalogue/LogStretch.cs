using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>
/// A part of a lineage's log in which the source's clock was never moved back, so time follows the log's order in it. Two stretches may
/// hold the same second: the clock showed it twice.
/// </summary>
/// <param name="Number">Counts the stretches of the lineage from 0, in log order.</param>
/// <param name="MovedBack">How the stretch began; null for the first one.</param>
/// <param name="Begin">Before the first commit of a new second in the stretch; the beginning of its first segment without one.</param>
/// <param name="Marks">The stamps of the second index in the stretch, with the place before each of these commits.</param>
public sealed record LogStretch(
    int Number,
    ClockMovedBack? MovedBack,
    BinlogCoordinates Begin,
    IReadOnlyList<(DateTimeOffset At, BinlogCoordinates Place)> Marks
)
{
    // Shipments are minutes apart, and each of them makes a commit. A longer time without a mark is one that the clock jumped over.
    private static readonly TimeSpan Hole = TimeSpan.FromHours(1);

    /// <summary>The first second of the stretch with a commit; the latest time without one.</summary>
    public DateTimeOffset First => Marks.Count > 0 ? Marks.Min(mark => mark.At) : DateTimeOffset.MaxValue;

    /// <summary>The last second of the stretch with a commit; the earliest time without one.</summary>
    public DateTimeOffset Last => Marks.Count > 0 ? Marks.Max(mark => mark.At) : DateTimeOffset.MinValue;

    /// <summary>The stretches of one lineage, in log order.</summary>
    public static IReadOnlyList<LogStretch> Of(IReadOnlyList<LogChain> chains) =>
        [
            .. chains
                .SelectMany(chain => chain.Segments)
                .GroupBy(segment => segment.Stretch)
                .OrderBy(stretch => stretch.Key)
                .Select(stretch => Of(stretch.Key, [.. stretch])),
        ];

    /// <summary>The place before the first commit of the stretch stamped at or after a second; null without such a commit.</summary>
    public BinlogCoordinates? Find(DateTimeOffset second)
    {
        int next = IndexOf(second);
        return next < Marks.Count ? Marks[next].Place : null;
    }

    /// <summary>True when the clock of the stretch passed the second. <see cref="Find"/> answers for earlier seconds as well.</summary>
    public bool Covers(DateTimeOffset second) => second <= Last && (MovedBack is null || second >= First);

    /// <summary>True when the clock of the stretch seems to have jumped over the second.</summary>
    public bool SkipsOver(DateTimeOffset second)
    {
        int next = IndexOf(second);
        return next >= Marks.Count || (Marks[next].At > second && (next == 0 || Marks[next].At - Marks[next - 1].At > Hole));
    }

    private int IndexOf(DateTimeOffset second)
    {
        int next = 0;
        while (next < Marks.Count && Marks[next].At < second)
        {
            next++;
        }

        return next;
    }

    private static LogStretch Of(int number, ChainSegment[] segments)
    {
        (DateTimeOffset, BinlogCoordinates Place)[] marks =
        [
            .. from segment in segments
            from mark in segment.Entry.Seconds
            select (mark.At, new BinlogCoordinates(segment.Entry.File, mark.Position, mark.GtidBefore)),
        ];
        return new LogStretch(
            number,
            segments[0].Entry.ClockMovedBack,
            marks.Length > 0 ? marks[0].Place : new BinlogCoordinates(segments[0].Entry.File, segments[0].Entry.From, ""),
            marks
        );
    }
}
