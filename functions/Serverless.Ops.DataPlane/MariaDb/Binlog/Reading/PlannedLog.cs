using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>Reads the plan's log event by event, from a place to exactly the plan's end.</summary>
internal sealed class PlannedLog(IObjectStore store, RestorePlan plan, BinlogCoordinates from) : IAsyncDisposable
{
    private int next = -1;
    private Stream? content;
    private BinlogReader? reader;

    /// <summary>The file of <see cref="Current"/>.</summary>
    public string File { get; private set; } = from.File;

    /// <summary>Position of the next event.</summary>
    public long Position { get; private set; } = from.Position;

    public FormatDescription? Format => reader?.Format;

    /// <summary>The event that was read last; valid until the next read.</summary>
    public BinlogEvent Current => reader!.Current;

    private bool IsAtEnd => File == plan.ReplayTo.File && Position == plan.ReplayTo.Position;

    /// <summary>Reads the next event; false at the plan's end, and only there.</summary>
    /// <exception cref="ReplayStoppedShortException">The segments end before the plan's end, or that end is within an event.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (!IsAtEnd)
        {
            if (File == plan.ReplayTo.File && Position > plan.ReplayTo.Position)
            {
                break;
            }

            if (reader is not null && await ReadEventAsync(reader, cancellationToken))
            {
                Position = reader.Position;
                return true;
            }

            if (!await OpenNextAsync(cancellationToken))
            {
                break;
            }
        }

        return IsAtEnd
            ? false
            : throw new ReplayStoppedShortException(
                $"{plan.ReplayTo.File}:{plan.ReplayTo.Position}",
                $"{File}:{Position}, where the plan's log ends"
            );
    }

    // The replay compared every digest before its first write. An event that cannot be read after that changed since.
    private async ValueTask<bool> ReadEventAsync(BinlogReader events, CancellationToken cancellationToken)
    {
        try
        {
            return await events.ReadAsync(cancellationToken);
        }
        catch (OpsException failure) when (failure is BinlogCorruptException or BinlogTruncatedException)
        {
            throw new SegmentDamagedException(plan.Segments[next - 1].Key, failure.WhatHappened.TrimEnd('.'), failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (content is not null)
        {
            await content.DisposeAsync();
        }
    }

    private async Task<bool> OpenNextAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        (content, reader) = (null, null);
        if (next < 0)
        {
            next = 0;
            while (next < plan.Segments.Count && !Holds(plan.Segments[next]))
            {
                next++;
            }
        }

        if (next >= plan.Segments.Count)
        {
            return false;
        }

        PlannedSegment segment = plan.Segments[next++];
        if (segment.File != File)
        {
            (File, Position) = (segment.File, 0);
        }

        if (segment.SegmentTo <= Position)
        {
            return true; // nothing is left in this segment
        }

        content = await store.OpenReadAsync(segment.Key, new ReadOptions(Offset: Position - segment.SegmentFrom), cancellationToken);
        reader = new BinlogReader(
            content,
            segment.Key,
            Position,
            FormatDescription.Read(Convert.FromBase64String(segment.FormatDescription), segment.Key, BinlogReader.MagicBytes)
        );
        // The first event of a file stands after the magic number.
        Position = Math.Max(Position, BinlogReader.MagicBytes);
        return true;
    }

    private bool Holds(PlannedSegment segment) =>
        segment.File == File && segment.SegmentFrom <= Position && (Position < segment.SegmentTo || segment.EndsFile);
}

/// <summary>The replay is not at the plan's end, so the restored state is not the requested one.</summary>
public sealed class ReplayStoppedShortException(string expected, string found)
    : PermanentException(
        $"The plan ends at {expected}, and the target is at {found}.",
        "do not open this target for use; run ReplayBinlogs for this plan again; "
            + "if the replay still stops short, restore onto a fresh instance."
    );
