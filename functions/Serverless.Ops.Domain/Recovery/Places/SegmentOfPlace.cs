using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.Domain.Recovery.Places;

/// <summary>Finds in the manifests the one segment that must contain a place. Pure.</summary>
/// <param name="chains">Chains of the newest set's lineage. Every lineage uses the same file names and GTIDs, so a place cannot name an
/// older lineage; only a second can.</param>
/// <param name="shipInterval">Time between two shipments, for messages about the next one.</param>
/// <param name="damaged">A sentence about damage that may have made a gap, or empty.</param>
internal sealed class SegmentOfPlace(IReadOnlyList<LogChain> chains, TimeSpan shipInterval, string damaged = "")
{
    private LogChain Newest => chains.MaxBy(chain => chain.LastShipAt)!;

    /// <exception cref="PlaceNotShippedException"/>
    /// <exception cref="GtidNotInLogException"/>
    public LogSearch Locate(PlaceTarget target) =>
        target switch
        {
            PositionTarget position => Choose(target, [.. chains.Select(chain => (chain, AllOf(IndexOf(chain, position))))])
                ?? Choose(target, [.. chains.Select(chain => (chain, AllOf(IsBegin(chain, position) ? 0 : -1)))])
                ?? throw WhyNot(position),
            GtidTarget gtid => Choose(target, [.. chains.Select(chain => (chain, Candidates(chain, gtid)))])
                ?? Choose(target, Possible(gtid))
                ?? throw WhyNot(gtid),
            _ => throw new InvalidOperationException($"The place {target} is of an unknown kind."),
        };

    private LogSearch? Choose(PlaceTarget target, IReadOnlyList<(LogChain Chain, int[] Indexes)> found)
    {
        (LogChain Chain, int[] Indexes)[] there = [.. found.Where(candidate => candidate.Indexes.Length > 0)];
        if (there.Length == 0)
        {
            return null;
        }

        // A restored server writes the file names and GTIDs of its earlier life again. A person who names a place means the live log.
        (LogChain chain, int[] indexes) = there.MaxBy(candidate => candidate.Chain.LastShipAt);
        LogSearch[] searches =
        [
            .. indexes.Select(index => new LogSearch(
                target,
                chain.Segments[index],
                index == 0 ? chain.From.Gtid : chain.Segments[index - 1].Entry.GtidAtEnd
            )
            {
                GapBefore = index == 0 ? GapBefore(chain) : "",
            }),
        ];
        return searches[0] with
        {
            Others = searches[1..],
            Warnings =
                there.Length == 1
                    ? []
                    :
                    [
                        $"{target} stands in {there.Length} logs of this lineage: one of a server, the others of servers restored from it. "
                            + "The plan uses the log that was shipped last. "
                            + $"Its file was created at {WholeSecond.Text(searches[0].Segment.Entry.FileCreatedAt)}.",
                    ],
        };
    }

    private string GapBefore(LogChain chain) =>
        chains.LastOrDefault(other => LogChain.Compare(other.To, chain.From) < 0) is { } before
            ? $" Log is missing from {before.To.File}:{before.To.Position} to {chain.From.File}:{chain.From.Position}.{damaged}"
            : "";

    private static int[] AllOf(int index) => index < 0 ? [] : [index];

    // A place between two segments is the end of the first one.
    private static int IndexOf(LogChain chain, PositionTarget target) =>
        FirstIndex(chain, entry => entry.File == target.File && entry.From < target.Position && target.Position <= entry.To);

    // A chain may begin in mid-file. A set that was taken exactly there serves the place.
    private static bool IsBegin(LogChain chain, PositionTarget target) =>
        chain.From.File == target.File && chain.From.Position == target.Position;

    // The segments that may have the transaction. There are several only if sequence numbers were set back (gtid_seq_no).
    private static int[] Candidates(LogChain chain, GtidTarget target)
    {
        Gtid gtid = target.Gtid;
        return [.. Enumerable.Range(0, chain.Segments.Count).Where(MayHold)];

        bool MayHold(int index)
        {
            SegmentEntry entry = chain.Segments[index].Entry;
            ulong before =
                index == 0 ? SequenceBefore(chain, gtid.Domain) : Sequence(chain.Segments[index - 1].Entry.GtidAtEnd, gtid.Domain);
            ulong end = Sequence(entry.GtidAtEnd, gtid.Domain);
            return entry.Sequences?.FirstOrDefault(range => range.Domain == gtid.Domain) is { } range ? range.Contains(gtid)
                : end < before && before != ulong.MaxValue ? gtid.Sequence <= end // an older set: where it was set back to is not known
                : before < gtid.Sequence && gtid.Sequence <= end;
        }
    }

    // The manifests do not give the GTID position at a chain's beginning after a gap. Only the file itself has it.
    private (LogChain, int[])[] Possible(GtidTarget target) =>
        [.. chains.Where(chain => chain.From.Gtid.Length == 0).Select(chain => (chain, AllOf(IndexOf(chain, target))))];

    private static int IndexOf(LogChain chain, GtidTarget target) =>
        FirstIndex(chain, entry => Sequence(entry.GtidAtEnd, target.Gtid.Domain) >= target.Gtid.Sequence);

    private static int FirstIndex(LogChain chain, Func<SegmentEntry, bool> holds)
    {
        for (int i = 0; i < chain.Segments.Count; i++)
        {
            if (holds(chain.Segments[i].Entry))
            {
                return i;
            }
        }

        return -1;
    }

    private static ulong SequenceBefore(LogChain chain, uint domain) =>
        chain.From.Gtid.Length > 0 ? Sequence(chain.From.Gtid, domain)
        : chain.Segments.SelectMany(segment => segment.Entry.Seconds).FirstOrDefault() is { } first ? Sequence(first.GtidBefore, domain)
        : ulong.MaxValue;

    private static ulong Sequence(string position, uint domain) => GtidPosition.Parse(position).LastOf(domain)?.Sequence ?? 0;

    private PlaceNotShippedException WhyNot(PositionTarget target)
    {
        SegmentEntry[] all = [.. chains.SelectMany(chain => chain.Segments).Select(segment => segment.Entry)];
        BinlogCoordinates asked = new(target.File, target.Position, "");
        if (
            all.Where(entry => entry.File == target.File).MaxBy(entry => entry.To) is { EndsFile: true } whole
            && whole.To < target.Position
        )
        {
            return new PlaceNotShippedException(
                target,
                whole.Torn is null
                    ? $"that file was shipped whole and ends at {whole.To}"
                    : $"a crash tore that file, and its last whole transaction ends at {whole.To}",
                $"give {whole.File}:{whole.To} (the end of that file) or a position before it."
            );
        }

        var name = BinlogFileName.Parse(target.File);
        if (BinlogFileName.Parse(all[0].File).Base != name.Base)
        {
            return new PlaceNotShippedException(
                target,
                $"the source's files are named {all[0].File} to {Newest.To.File}",
                "give the file's name as SHOW BINARY LOGS on the source prints it."
            );
        }

        return LogChain.Compare(asked, Newest.To) > 0 ? NotYet(target)
            : chains.LastOrDefault(chain => LogChain.Compare(chain.To, asked) < 0) is { } before ? InGap(target, before)
            : new PlaceNotShippedException(
                target,
                $"the log in the store begins at {chains[0].From.File}:{chains[0].From.Position}",
                "give a position after that, or 'latest'."
            );
    }

    private Exception WhyNot(GtidTarget target)
    {
        uint[] domains = [.. chains.SelectMany(chain => GtidPosition.Parse(chain.To.Gtid).Domains).Distinct()];
        return !domains.Contains(target.Gtid.Domain) ? GtidNotInLogException.OfUnknownDomain(target, domains)
            : chains.All(chain => Sequence(chain.To.Gtid, target.Gtid.Domain) < target.Gtid.Sequence) ? NotYet(target)
            : chains.LastOrDefault(chain => Sequence(chain.To.Gtid, target.Gtid.Domain) < target.Gtid.Sequence) is { } before
                ? InGap(target, before)
            : GtidNotInLogException.OfOlderLog(target, chains[0].From);
    }

    // The chains are in log order, so the gap lies behind the last one that ends before the place.
    private PlaceNotShippedException InGap(PlaceTarget target, LogChain before)
    {
        LogChain? after = chains.FirstOrDefault(chain => LogChain.Compare(chain.From, before.To) > 0);
        return new PlaceNotShippedException(
            target,
            $"log is missing there, from {before.To.File}:{before.To.Position}"
                + (after is null ? "" : $" to {after.From.File}:{after.From.Position}")
                + (damaged.Length > 0 ? $".{damaged.TrimEnd('.')}" : ""),
            "give a place before or after the gap, or a second."
        );
    }

    private PlaceNotShippedException NotYet(PlaceTarget target) =>
        new(
            target,
            $"that log reaches to {Newest.To.File}:{Newest.To.Position} ({Newest.To.Gtid})"
                + (damaged.Length > 0 ? $".{damaged.TrimEnd('.')}" : ""),
            "run ShipBinlogs if the source still runs, wait for the next shipment "
                + $"(due at {WholeSecond.Text(WholeSecond.Ceiling(Newest.LastShipAt + shipInterval))}), or give a place that was shipped."
        );
}

/// <summary>The segment to read to find a place. The manifests name the segment; only its events name its transactions.</summary>
/// <param name="GtidBefore">GTID position at the end of the segment before it; empty when only the file itself knows it. When two runs
/// overlapped, both hold the first transactions of the segment. Reporting those again leads to the same position.</param>
public sealed record LogSearch(PlaceTarget Target, ChainSegment Segment, string GtidBefore)
{
    /// <summary>A sentence about the missing log before the segment, or empty.</summary>
    public string GapBefore { get; init; } = "";

    /// <summary>Further segments that may hold the place.</summary>
    public IReadOnlyList<LogSearch> Others { get; init; } = [];

    /// <summary>Notes for a person about the choice of this segment.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
