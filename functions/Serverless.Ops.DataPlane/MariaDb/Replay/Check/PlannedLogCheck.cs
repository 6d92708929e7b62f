using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Replay.Filter;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Streams;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Check;

/// <summary>
/// Reads all segments of the plan before the first write. Checks each segment's digest and each event's checksum. Checks that each
/// segment begins where the one before it ends, and that the replay can apply every event exactly.
/// </summary>
internal sealed class PlannedLogCheck(IObjectStore store, RestorePlan plan, EstateFilter filter, IProgressSink progress)
{
    private readonly JudgedLog judged = new(filter);
    private readonly FindingsByFile findings = new();
    private TransactionGrouper grouper = new("");

    /// <summary>Bytes of the segments that were read.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes of the largest event, decompressed.</summary>
    public int LargestEventBytes { get; private set; }

    /// <summary>Time zones that statements of the log ran in.</summary>
    public HashSet<string> Zones { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes that the replay leaves out because they are not the estate's.</summary>
    public PassedOver PassedOver => judged.PassedOver;

    /// <summary>Changes whose rows the log does not have, as sentences.</summary>
    public IReadOnlyList<string> Findings => findings.Texts;

    /// <exception cref="SegmentDamagedException"/>
    /// <exception cref="UnreplayableChangeException"/>
    /// <exception cref="BinlogCorruptException"/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        PlannedSegment? before = null;
        long total = plan.Segments.Sum(segment => segment.SegmentTo - segment.SegmentFrom);
        foreach (PlannedSegment segment in plan.Segments)
        {
            CheckOrder(before, segment);
            if (before?.File != segment.File)
            {
                grouper = new TransactionGrouper(segment.File);
            }

            await CheckAsync(segment, before, total, cancellationToken);
            before = segment;
        }
    }

    private void CheckOrder(PlannedSegment? before, PlannedSegment segment)
    {
        bool fits =
            before is null ? segment.File == plan.ReplayFrom.File && segment.SegmentFrom <= plan.ReplayFrom.Position
            : segment.File == before.File ? segment.SegmentFrom <= before.SegmentTo
            : before.EndsFile && segment.SegmentFrom == 0 && BinlogFileName.Parse(segment.File) == BinlogFileName.Parse(before.File).Next;
        if (!fits)
        {
            throw new SegmentDamagedException(
                segment.Key,
                $"it begins at {segment.File}:{segment.SegmentFrom}, which does not continue "
                    + $"{before?.File ?? plan.ReplayFrom.File}:{before?.SegmentTo ?? plan.ReplayFrom.Position}"
            );
        }
    }

    private async Task CheckAsync(PlannedSegment segment, PlannedSegment? before, long total, CancellationToken cancellationToken)
    {
        await using var digested = new DigestingStream(await store.OpenReadAsync(segment.Key, ReadOptions.Whole, cancellationToken));
        var reader = new BinlogReader(
            digested,
            segment.Key,
            segment.SegmentFrom,
            FormatDescription.Read(Convert.FromBase64String(segment.FormatDescription), segment.Key, BinlogReader.MagicBytes)
        );
        long seen = before?.File == segment.File ? before.SegmentTo : 0;
        while (segment.SegmentTo > segment.SegmentFrom && await ReadAsync(reader, digested, segment, cancellationToken))
        {
            BinlogEvent current = reader.Current;
            progress.Report("check segments", Bytes + current.End - segment.SegmentFrom, total, "bytes");
            var place = new BinlogCoordinates(segment.File, current.Position, "");
            if (current.Position >= seen && LogChain.Compare(place, plan.ReplayFrom) >= 0 && LogChain.Compare(place, plan.ReplayTo) < 0)
            {
                Check(current, segment.Key, segment.File);
            }
        }

        if (reader.Position != segment.SegmentTo)
        {
            throw new SegmentDamagedException(segment.Key, $"it ends at {reader.Position}, not at {segment.SegmentTo}");
        }

        string digest = digested.Finish();
        if (digest != segment.Sha256)
        {
            throw new SegmentDamagedException(segment.Key, $"its SHA-256 is {digest}, not {segment.Sha256}");
        }

        Bytes += segment.SegmentTo - segment.SegmentFrom;
    }

    private static async ValueTask<bool> ReadAsync(
        BinlogReader reader,
        DigestingStream content,
        PlannedSegment segment,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (OpsException failure) when (failure is BinlogCorruptException or BinlogTruncatedException)
        {
            await SegmentDamagedException.ThrowIfChangedAsync(segment.Key, content, segment.Sha256, failure, cancellationToken);
            throw;
        }
    }

    private void Check(in BinlogEvent current, string key, string file)
    {
        LargestEventBytes = Math.Max(
            LargestEventBytes,
            CompressedRows.Is(current.Type) ? CompressedRows.PlainLength(current, key) : current.Raw.Length
        );
        TransactionStep step = grouper.Take(current);
        JudgedEvent verdict = Judge(current, step, key);
        if (verdict.Refused is { } what)
        {
            throw new UnreplayableChangeException(
                plan.Asked,
                plan.DatabaseSetId,
                new UnreplayableChange(
                    grouper.Gtid.ToString(),
                    new BinlogCoordinates(file, grouper.Begin, ""),
                    grouper.At,
                    what + (verdict.Detail is { } detail ? $" ({PassedOver.Shorten(detail)})" : "")
                )
            );
        }

        if (!verdict.IsPassedOver)
        {
            findings.Take(current, grouper, step, file);
        }

        if (
            step is TransactionStep.Within or TransactionStep.Ends
            && current.Type is EventType.Query or EventType.QueryCompressed
            && QueryEvent.Read(current, key).Context.TimeZone is { Length: > 0 } zone
        )
        {
            Zones.Add(zone);
        }
    }

    private JudgedEvent Judge(in BinlogEvent current, TransactionStep step, string key)
    {
        try
        {
            return judged.Judge(current, grouper, step, key);
        }
        catch (UnsupportedBinlogEventException unknown)
        {
            return new JudgedEvent(unknown.What, null, false);
        }
    }
}
