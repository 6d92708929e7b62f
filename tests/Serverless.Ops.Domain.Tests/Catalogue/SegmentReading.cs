using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.Domain.Tests.Catalogue;

/// <summary>Reads segments of <see cref="Logs"/> in the same way as the data plane reads real segments.</summary>
internal static class SegmentReading
{
    public static FoundPlace Find(LogSearch search, Func<SegmentEntry, int, ulong>? sequenceOf = null)
    {
        SegmentEntry entry = search.Segment.Entry;
        var places = new PlaceInSegment(search);
        int first = entry.From == 0 ? 0 : (int)((entry.From - Logs.HeadBytes) / Logs.CommitBytes);
        if (entry.From == 0)
        {
            ulong sequence = Sequence(0) - 1;
            places.Add(PositionTarget.First, Logs.HeadBytes, null);
            places.BeginFile(GtidPosition.Parse(sequence is 0 or 1000 ? "" : $"0-1-{sequence}"));
        }

        for (int i = first; Logs.PositionOf(i) < entry.To; i++)
        {
            places.Add(Logs.PositionOf(i), Logs.PositionOf(i + 1), new Gtid(0, 1, Sequence(i)));
        }

        return places.Finish();

        // By default, sequence numbers start again in each file, as in Logs.
        ulong Sequence(int commit) =>
            sequenceOf?.Invoke(entry, commit) ?? (ulong)((BinlogFileName.Parse(entry.File).Number * 1000) + commit + 1);
    }
}
