using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Sets.Binlog;

/// <summary>The lowest and the highest sequence number of a domain's transactions in a segment.</summary>
public sealed record SequenceRange(uint Domain, ulong Lowest, ulong Highest)
{
    public bool Contains(Gtid gtid) => gtid.Domain == Domain && Lowest <= gtid.Sequence && gtid.Sequence <= Highest;
}

/// <summary>Collects the sequence numbers of one segment.</summary>
public sealed class SequenceRangeBuilder
{
    private readonly SortedDictionary<uint, SequenceRange> ranges = [];
    private readonly HashSet<uint> fallen = [];

    /// <param name="before">The GTID position before the transaction.</param>
    public void Add(Gtid gtid, GtidPosition before)
    {
        ulong next = gtid.Sequence;
        ranges[gtid.Domain] = ranges.TryGetValue(gtid.Domain, out SequenceRange? range)
            ? range with
            {
                Lowest = Math.Min(range.Lowest, next),
                Highest = Math.Max(range.Highest, next),
            }
            : new SequenceRange(gtid.Domain, next, next);
        if (before.LastOf(gtid.Domain) is { } last && last.Sequence >= next)
        {
            fallen.Add(gtid.Domain);
        }
    }

    /// <summary>The ranges of the domains in which a number does not exceed the one before it; null when there is none.</summary>
    public IReadOnlyList<SequenceRange>? Build() =>
        fallen.Count == 0 ? null : [.. ranges.Values.Where(range => fallen.Contains(range.Domain))];
}
