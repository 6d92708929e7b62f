using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Replay.Filter;
using Serverless.Ops.DataPlane.MariaDb.Sql;
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
    private const string MayChangeBoth =
        $"may change the estate together with the restore's own schema {Schemas.Notes} or the target's own accounts";

    private long read;
    private readonly AccountRowFilter accounts = new(filter);
    private readonly FindingsByFile findings = new();
    private TransactionGrouper grouper = new("");

    private string NextStep =>
        $"choose the target 'before:{grouper.Gtid}' or an earlier one, or use a database set taken after that transaction.";

    /// <summary>Bytes of the largest event, decompressed.</summary>
    public int LargestEventBytes { get; private set; }

    /// <summary>Time zones that statements of the log ran in.</summary>
    public HashSet<string> Zones { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes that the replay leaves out because they are not the estate's.</summary>
    public PassedOver PassedOver { get; } = new();

    /// <summary>Changes whose rows the log does not have, as sentences.</summary>
    public IReadOnlyList<string> Findings => findings.Texts;

    /// <exception cref="SegmentDamagedException"/>
    /// <exception cref="UnsupportedBinlogEventException"/>
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
            progress.Report("check segments", read + current.End - segment.SegmentFrom, total, "bytes");
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

        read += segment.SegmentTo - segment.SegmentFrom;
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
        findings.Take(current, grouper, step, file);
        if (step == TransactionStep.Begins)
        {
            accounts.Begin();
            Refuse(Unreplayable.Find(grouper), current, key);
        }
        else if (step != TransactionStep.Outside && RowsEvent.Is(current.Type))
        {
            CheckRows(current, key);
        }
        else if (step != TransactionStep.Outside)
        {
            CheckEvent(current, key);
        }
    }

    private void CheckEvent(in BinlogEvent current, string key)
    {
        Refuse(Unreplayable.Find(current, key), current, key);
        switch (current.Type)
        {
            case EventType.Query or EventType.QueryCompressed:
                var statement = QueryEvent.Read(current, key);
                CheckStatement(statement, current, key);
                if (statement.Context.TimeZone is { Length: > 0 } zone)
                {
                    Zones.Add(zone);
                }

                break;
            case EventType.UserVar:
                UserVariable.Read(current, key);
                break;
            case EventType.TableMap:
                CheckTable(TableMapEvent.Read(current, key));
                break;
        }
    }

    private void Refuse(string? what, in BinlogEvent current, string key)
    {
        if (what is not null)
        {
            throw new UnsupportedBinlogEventException(key, current.Position, what, NextStep);
        }
    }

    private void CheckRows(in BinlogEvent current, string key)
    {
        if (!accounts.Include(current))
        {
            return;
        }

        ReplayDecision verdict = accounts.Judge(current, key, out string ofWhom);
        if (verdict == ReplayDecision.Refuse)
        {
            throw new UnsupportedBinlogEventException(
                key,
                current.Position,
                "one change to rows of mysql.global_priv of both the estate's accounts and the target's own "
                    + $"({PassedOver.Shorten(ofWhom)})",
                NextStep
            );
        }

        if (verdict == ReplayDecision.PassOver)
        {
            PassedOver.Add(grouper.Gtid, $"rows of mysql.global_priv: {ofWhom}");
        }
    }

    private void CheckTable(in TableMapEvent map)
    {
        accounts.Take(map);
        if (!filter.IsEstate(map.Schema))
        {
            PassedOver.Add(grouper.Gtid, $"rows of {map.Schema}.{map.Table}");
        }
    }

    private void CheckStatement(QueryEvent statement, in BinlogEvent current, string key)
    {
        JudgedStatement judged = filter.Judge(statement);
        string shown = judged.RedactedText ?? statement.Text;
        switch (judged.Decision)
        {
            case ReplayDecision.Refuse:
                throw new UnsupportedBinlogEventException(
                    key,
                    current.Position,
                    $"a statement that {judged.Why ?? MayChangeBoth} ({PassedOver.Shorten(shown)})",
                    NextStep
                );
            case ReplayDecision.PassOver:
                PassedOver.Add(grouper.Gtid, shown);
                break;
            case ReplayDecision.PartOnly:
                PassedOver.Add(grouper.Gtid, $"in part: {shown}");
                break;
        }
    }
}
