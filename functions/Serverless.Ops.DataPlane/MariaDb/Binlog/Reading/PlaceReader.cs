using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Streams;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>Finds a place in its segment. Reads whole segments, so that their digests cover the result.</summary>
internal sealed class PlaceReader(IObjectStore store)
{
    /// <exception cref="PositionWithinTransactionException"/>
    /// <exception cref="GtidNotInLogException"/>
    /// <exception cref="GtidRepeatedException"/>
    /// <exception cref="SegmentDamagedException"/>
    public async Task<FoundPlace> FindAsync(LogSearch search, CancellationToken cancellationToken)
    {
        FoundPlace? found = null;
        GtidNotInLogException? missing = null;
        foreach (LogSearch one in search.Others.Prepend(search))
        {
            try
            {
                FoundPlace here = await FindInAsync(one with { Warnings = search.Warnings }, cancellationToken);
                found = found is null ? here : throw new GtidRepeatedException((GtidTarget)search.Target, found.End, here.End);
            }
            catch (GtidNotInLogException notHere)
            {
                missing ??= notHere;
            }
        }

        return found ?? throw missing!;
    }

    private async Task<FoundPlace> FindInAsync(LogSearch search, CancellationToken cancellationToken)
    {
        (string key, SegmentEntry entry) = (search.Segment.Key, search.Segment.Entry);
        await using var digested = new DigestingStream(await store.OpenReadAsync(key, ReadOptions.Whole, cancellationToken));
        var reader = new BinlogReader(
            digested,
            key,
            entry.From,
            FormatDescription.Read(Convert.FromBase64String(entry.FormatDescription), key, BinlogReader.MagicBytes)
        );
        var grouper = new TransactionGrouper(key);
        var places = new PlaceInSegment(search);
        while (await ReadAsync(reader, digested, search, cancellationToken))
        {
            BinlogEvent current = reader.Current;
            switch (grouper.Take(current))
            {
                case TransactionStep.Outside:
                    places.Add(current.Position, current.End, null);
                    if (current.Type == EventType.GtidList)
                    {
                        places.BeginFile(GtidListEvent.Read(current, key));
                    }

                    break;
                case TransactionStep.Ends:
                    places.Add(grouper.Begin, current.End, grouper.Gtid);
                    break;
                default:
                    break;
            }
        }

        string digest = digested.Finish();
        return reader.Position == entry.To && digest == entry.Sha256
            ? places.Finish()
            : throw new SegmentDamagedException(
                key,
                $"it ends at {reader.Position} with SHA-256 {digest}, instead of at {entry.To} with {entry.Sha256}"
            );
    }

    private static async ValueTask<bool> ReadAsync(
        BinlogReader reader,
        DigestingStream content,
        LogSearch search,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (OpsException failure) when (failure is BinlogCorruptException or BinlogTruncatedException)
        {
            (string key, SegmentEntry entry) = (search.Segment.Key, search.Segment.Entry);
            await SegmentDamagedException.ThrowIfChangedAsync(key, content, entry.Sha256, failure, cancellationToken);
            throw;
        }
    }
}
