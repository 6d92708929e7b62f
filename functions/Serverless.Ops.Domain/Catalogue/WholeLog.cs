using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>
/// Leaves damaged segments out of binlog sets. Where no other set has the same bytes, a gap is left, as if they had never been shipped.
/// </summary>
internal static class WholeLog
{
    /// <param name="sets">The binlog sets of one estate.</param>
    /// <param name="damaged">Full keys of damaged objects.</param>
    public static IReadOnlyList<BinlogManifest> Of(IReadOnlyList<BinlogManifest> sets, IReadOnlySet<string> damaged)
    {
        if (damaged.Count == 0)
        {
            return sets;
        }

        List<BinlogManifest> whole = [.. sets.SelectMany(set => Cut(set, damaged))];
        foreach ((BinlogManifest set, SegmentEntry entry) in Damaged(sets, damaged))
        {
            CarryMovedClock(whole, set.Lineage, entry);
        }

        return whole;
    }

    /// <summary>The damaged segments, with their sets.</summary>
    public static IEnumerable<(BinlogManifest Set, SegmentEntry Entry)> Damaged(
        IEnumerable<BinlogManifest> sets,
        IReadOnlySet<string> damaged
    ) => sets.SelectMany(set => set.Segments.Where(entry => damaged.Contains(KeyOf(set, entry))).Select(entry => (set, entry)));

    public static string KeyOf(BinlogManifest set, SegmentEntry entry) => StoreKeys.Set(Job.Binlog, set.SetId) + entry.Name;

    // The whole parts of a set. A part that does not reach the set's end has no heartbeat of its own: its last mark says how far it is.
    private static IEnumerable<BinlogManifest> Cut(BinlogManifest set, IReadOnlySet<string> damaged)
    {
        var part = new List<SegmentEntry>();
        BinlogCoordinates from = set.From;
        foreach (SegmentEntry entry in set.Segments)
        {
            if (!damaged.Contains(KeyOf(set, entry)))
            {
                part.Add(entry);
                continue;
            }

            if (part.Count > 0)
            {
                SegmentEntry last = part[^1];
                yield return set with
                {
                    From = from,
                    To = new BinlogCoordinates(last.File, last.To, last.GtidAtEnd),
                    Segments = [.. part],
                    ShippedThrough = part.SelectMany(segment => segment.Seconds).Select(mark => mark.At).LastOrDefault(),
                    LogReadAt = null,
                };
            }

            part.Clear();
            from = new BinlogCoordinates(entry.EndsFile ? NameAfter(entry) : entry.File, entry.EndsFile ? 0 : entry.To, entry.GtidAtEnd);
        }

        if (part.Count > 0)
        {
            yield return part.Count == set.Segments.Count ? set : set with { From = from, Segments = [.. part] };
        }
    }

    private static string NameAfter(SegmentEntry entry) => BinlogFileName.Parse(entry.File).Next.ToString();

    // Another run may have shipped the same bytes. Its entries then say themselves that the clock was moved.
    private static bool IsWithinWholeLog(List<BinlogManifest> sets, Lineage lineage, SegmentEntry damaged)
    {
        BinlogCoordinates begin = new(damaged.File, Math.Max(4, damaged.From), "");
        BinlogCoordinates end = new(damaged.File, damaged.To, "");
        return LogChain
            .Build(sets.Where(set => set.Lineage.IsSameAs(lineage)))
            .Any(chain => chain.IsOfFile(damaged.File, damaged.FileCreatedAt) && chain.Contains(begin) && chain.Contains(end));
    }

    // A damaged segment may be the one that says that the source's clock was moved back. The next segment then begins the stretch.
    private static void CarryMovedClock(List<BinlogManifest> sets, Lineage lineage, SegmentEntry damaged)
    {
        if (damaged.ClockMovedBack is null || IsWithinWholeLog(sets, lineage, damaged))
        {
            return;
        }

        BinlogCoordinates end = new(damaged.File, damaged.To, "");
        (int Set, SegmentEntry Entry)[] after =
        [
            .. from set in Enumerable.Range(0, sets.Count)
            where sets[set].Lineage.IsSameAs(lineage)
            from entry in sets[set].Segments
            where LogChain.Compare(new BinlogCoordinates(entry.File, entry.From, ""), end) >= 0
            orderby BinlogFileName.Parse(entry.File), entry.From
            select (set, entry),
        ];
        if (after is [(int at, { ClockMovedBack: null } next), ..])
        {
            sets[at] = sets[at] with
            {
                Segments =
                [
                    .. sets[at].Segments.Select(entry => entry == next ? entry with { ClockMovedBack = damaged.ClockMovedBack } : entry),
                ],
            };
        }
    }
}
