using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Replay.Filter;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>
/// Writes the source's log as segments. A segment ends with its file, or with the transaction that makes it large enough. After the last
/// commit of a file the series reads the server's clock, then builds the file's second index. The next segment is read while one becomes
/// durable. All segments are durable once the series is complete.
/// </summary>
internal sealed class SegmentCutter(
    IObjectStore store,
    string setPrefix,
    long segmentBytes,
    DateTimeOffset latestMark,
    DateTimeOffset clockShown,
    EstateFilter filter,
    Func<CancellationToken, Task<DateTimeOffset>> readClock
) : IAsyncDisposable
{
    private readonly JudgedLog judged = new(filter);
    private readonly List<Unindexed> unindexed = [];
    private readonly List<SegmentWriter> written = [];
    private readonly List<SegmentEntry> entries = [];
    private Task completing = Task.CompletedTask;
    private DateTimeOffset latestMark = latestMark;
    private DateTimeOffset clockShown = clockShown;
    private GtidPosition gtids = new();
    private SegmentWriter? writer;
    private string file = "";
    private long position;
    private FormatDescription? format;
    private DateTimeOffset createdAt;
    private bool fileEnded;
    private string gtidsBeforeSegment = "";
    private Gtid? torn;
    private GtidPosition? known;
    private TransactionGrouper grouper = new("");

    /// <summary>Bytes written so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>The transaction that was completed last.</summary>
    public Gtid LastGtid { get; private set; }

    /// <summary>The server's clock, read after the last indexed commit had arrived; null before the first file is indexed.</summary>
    public DateTimeOffset? ClockReadAt { get; private set; }

    /// <summary>True in a file whose last event was not read: the server did not close the file, or still writes it.</summary>
    public bool IsFileUnended => file.Length > 0 && !fileEnded;

    public bool IsWithinTransaction => grouper.IsOpen;

    public BinlogCoordinates Place => new(file, position, gtids.ToString());

    public IReadOnlyList<SegmentEntry> Entries => entries;

    /// <summary>Continues in or behind the file of the last segment of an earlier run.</summary>
    public void GoOn(SegmentEntry after)
    {
        (file, position, createdAt, fileEnded) = (after.File, after.To, after.FileCreatedAt, after.EndsFile);
        format = FormatDescription.Read(Convert.FromBase64String(after.FormatDescription), after.File, BinlogReader.MagicBytes);
        gtids = GtidPosition.Parse(after.GtidAtEnd);
        grouper = new TransactionGrouper(after.File);
    }

    /// <summary>Takes the next event of the stream; true when the event ends a transaction.</summary>
    public async ValueTask<bool> TakeAsync(string inFile, FormatDescription inFormat, BinlogEvent next, CancellationToken cancellationToken)
    {
        if (inFile != file)
        {
            await EndFileAsync(null, cancellationToken);
            (file, position, format, createdAt, fileEnded) = (inFile, 0, inFormat, inFormat.CreatedAt, false);
            grouper = new TransactionGrouper(inFile);
        }

        TransactionStep step = grouper.Take(next);
        writer ??= await OpenAsync(cancellationToken);
        await writer.WriteAsync(next.Raw, cancellationToken);
        Look(next, step);
        Bytes += next.Raw.Length;
        position = next.End;
        switch (step)
        {
            case TransactionStep.Begins:
                writer.Index.Add(grouper.At, grouper.Begin, grouper.Gtid, gtids);
                writer.Sequences.Add(grouper.Gtid, gtids);
                return false;
            case TransactionStep.Ends:
                gtids.Advance(grouper.Gtid);
                LastGtid = grouper.Gtid;
                if (IsLargeEnough)
                {
                    await EndSegmentAsync(endsFile: false, null, cancellationToken);
                }

                return true;
            case TransactionStep.Outside when next.Type == EventType.GtidList:
                BeginFile(GtidListEvent.Read(next, file));
                return false;
            case TransactionStep.Outside when next.Type is EventType.Rotate or EventType.Stop:
                fileEnded = true;
                return false;
            default:
                return false;
        }
    }

    /// <summary>
    /// Drops the transaction under way together with its whole segment, since written bytes cannot be removed from a segment. The segment
    /// is not visible yet. The caller then has to pass the events from <see cref="Place"/> to the returned position again.
    /// </summary>
    /// <returns>Position in the file where the dropped transaction begins.</returns>
    public async Task<long> ForgetTransactionAsync()
    {
        SegmentWriter forgotten = writer!;
        writer = null;
        await forgotten.DisposeAsync();
        torn = grouper.Gtid;
        long begin = grouper.Begin;
        grouper = new TransactionGrouper(file);
        gtids = GtidPosition.Parse(gtidsBeforeSegment);
        position = forgotten.From;
        Bytes -= forgotten.To - forgotten.From;
        return begin;
    }

    /// <summary>
    /// Ends a file that the server did not close. Only the next file shows that this file ended. If all its bytes were shipped before, a
    /// segment of no bytes records the end.
    /// </summary>
    /// <param name="fileBytes">Size of the file on the server, in bytes.</param>
    public async Task EndUnendedFileAsync(long fileBytes, CancellationToken cancellationToken)
    {
        await EndFileAsync(fileBytes > position ? new TornTail(fileBytes, torn?.ToString() ?? "") : null, cancellationToken);
        fileEnded = true;
        // A server reuses the GTID of a transaction that it lost in a crash. If the next file counts that GTID as written, the transaction
        // was whole when the server started, so this file is damaged. BeginFile checks that.
        known = GtidPosition.Parse(gtids.ToString());
        torn = null;
    }

    /// <summary>Completes the open segment at the end of the stream, and waits until all segments are durable.</summary>
    /// <exception cref="BinlogTruncatedException">The stream ended within a transaction.</exception>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (grouper.IsOpen)
        {
            throw new BinlogTruncatedException(file, position, 1, 0);
        }

        if (writer is not null)
        {
            await EndSegmentAsync(fileEnded, null, cancellationToken);
        }

        await MakeIndexesAsync(cancellationToken);
        await completing;
        for (int i = 0; i < entries.Count; i++)
        {
            entries[i] = entries[i] with { Sha256 = written[i].Sha256 };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await completing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (writer is not null)
        {
            await writer.DisposeAsync();
        }
    }

    private bool IsLargeEnough => writer is not null && writer.To - writer.From >= segmentBytes;

    // A file records the GTIDs that were written before it. If it has more than were read, the file before it lost transactions.
    private void BeginFile(GtidPosition before)
    {
        if (known is not null && !before.IsWithin(known))
        {
            throw new BinlogTornException(
                file,
                position,
                $"it records {before} as written before it, but the file before it ends at {known}"
            );
        }

        (known, gtids) = (null, before);
    }

    // Notes what a replay cannot do, or may not repeat exactly.
    private void Look(in BinlogEvent next, TransactionStep step)
    {
        try
        {
            JudgedEvent verdict = judged.Judge(next, grouper, step, file);
            if (verdict.Refused is { } what)
            {
                writer!.Findings.TakeUnreplayable(grouper, what);
            }
            else if (!verdict.IsPassedOver)
            {
                writer!.Findings.Take(next, grouper, step, file);
            }
        }
        catch (Exception unreadable) when (unreadable is not OperationCanceledException)
        {
            // The bytes are as the server wrote them, so they are shipped, whatever a parser makes of them: a fault in a parser of
            // statements must not stop the shipping at this place for ever. The text of another exception may hold a value of the log.
            string what = unreadable switch
            {
                UnsupportedBinlogEventException unsupported => unsupported.What,
                OpsException unread => unread.WhatHappened.TrimEnd('.'),
                _ => $"{unreadable.GetType().Name} while it read a {next.Type} event",
            };
            writer!.Findings.TakeUnreplayable(grouper, $"{LogFinding.Unread}: {what}");
        }
    }

    private async Task<SegmentWriter> OpenAsync(CancellationToken cancellationToken)
    {
        gtidsBeforeSegment = gtids.ToString();
        SegmentWriter opened = await SegmentWriter.OpenAsync(store, setPrefix, file, position, cancellationToken);
        if (position == 0)
        {
            await opened.WriteAsync(BinlogMagic.Bytes.ToArray(), cancellationToken);
            Bytes += BinlogReader.MagicBytes;
        }

        return opened;
    }

    private async Task EndFileAsync(TornTail? tail, CancellationToken cancellationToken)
    {
        if (grouper.IsOpen)
        {
            throw new BinlogTruncatedException(file, position, 1, 0);
        }

        if (file.Length > 0 && (writer is not null || !fileEnded))
        {
            writer ??= await OpenAsync(cancellationToken);
            await EndSegmentAsync(endsFile: true, tail, cancellationToken);
        }

        await MakeIndexesAsync(cancellationToken);
    }

    private async Task EndSegmentAsync(bool endsFile, TornTail? tail, CancellationToken cancellationToken)
    {
        await completing;
        SegmentWriter done = writer!;
        writer = null;
        unindexed.Add(new Unindexed(done, gtids.ToString(), endsFile, tail));
        completing = Task.Run(
            async () =>
            {
                await using (done)
                {
                    await done.CompleteAsync(cancellationToken);
                }
            },
            CancellationToken.None
        );
    }

    private async Task MakeIndexesAsync(CancellationToken cancellationToken)
    {
        if (unindexed.Count == 0)
        {
            return;
        }

        DateTimeOffset clock = await readClock(cancellationToken);
        ClockReadAt = clock;
        foreach (Unindexed segment in unindexed)
        {
            SecondIndex index = segment.Written.Index.Build(latestMark, clock, clockShown);
            (latestMark, clockShown) = (index.Latest, default);
            written.Add(segment.Written);
            entries.Add(
                new SegmentEntry(
                    segment.Written.Name,
                    file,
                    createdAt,
                    Convert.ToBase64String(format!.Raw.Span),
                    segment.Written.From,
                    segment.Written.To,
                    Sha256: "", // set once the segment is durable
                    segment.EndsFile,
                    segment.Written.Index.Commits,
                    segment.GtidAtEnd,
                    index.Marks,
                    index.AnomalyCount,
                    index.Anomalies,
                    index.Late,
                    segment.Tail,
                    segment.Written.Findings.Build(),
                    index.MovedBack,
                    segment.Written.Sequences.Build()
                )
            );
        }

        unindexed.Clear();
    }

    private sealed record Unindexed(SegmentWriter Written, string GtidAtEnd, bool EndsFile, TornTail? Tail);
}
