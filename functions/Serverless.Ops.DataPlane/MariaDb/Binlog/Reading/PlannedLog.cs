using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>The plan's way through the log, event by event, from a place to the plan's end and not one event further.</summary>
internal sealed class PlannedLog(IObjectStore store, RestorePlan plan, BinlogCoordinates from) : IAsyncDisposable
{
    private int next = -1;
    private Stream? content;
    private BinlogReader? reader;

    /// <summary>The file that <see cref="Current"/> stands in.</summary>
    public string File { get; private set; } = from.File;

    /// <summary>Before the next event.</summary>
    public long Position { get; private set; } = from.Position;

    public FormatDescription? Format => reader?.Format;

    /// <summary>The event that was read last; valid until the next is read.</summary>
    public BinlogEvent Current => reader!.Current;

    private bool IsAtEnd => File == plan.ReplayTo.File && Position == plan.ReplayTo.Position;

    /// <summary>Reads the next event; false at the plan's end, and only there.</summary>
    /// <exception cref="ReplayStoppedShortException">The segments end before the plan does, or the plan's end is within an event.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (!IsAtEnd)
        {
            if (File == plan.ReplayTo.File && Position > plan.ReplayTo.Position)
            {
                break;
            }

            if (reader is not null && await reader.ReadAsync(cancellationToken))
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
                $"{File}:{Position}, where its log ends"
            );
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
            return true; // nothing is left in it
        }

        content = await store.OpenReadAsync(segment.Key, new ReadOptions(Offset: Position - segment.SegmentFrom), cancellationToken);
        reader = new BinlogReader(
            content,
            segment.Key,
            Position,
            FormatDescription.Read(Convert.FromBase64String(segment.FormatDescription), segment.Key, BinlogReader.MagicBytes)
        );
        // A file's beginning is before its first event.
        Position = Math.Max(Position, BinlogReader.MagicBytes);
        return true;
    }

    private bool Holds(PlannedSegment segment) =>
        segment.File == File && segment.SegmentFrom <= Position && (Position < segment.SegmentTo || segment.EndsFile);
}

/// <summary>The replay is not where the plan ends: the restored state is not the one that was asked for.</summary>
public sealed class ReplayStoppedShortException(string expected, string found)
    : PermanentException(
        $"The plan ends at {expected}, and the target is at {found}.",
        "do not open this target for use; run ReplayBinlogs for this plan again, and if it still stops short, restore anew on a fresh instance."
    );
