using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;

/// <summary>Collects the findings of one segment, or of a part of one log file. Its memory is bounded.</summary>
internal sealed class LogFindings
{
    private const int MostListed = 20;
    private readonly Dictionary<LogFindingKind, long> counts = [];
    private readonly List<LogFinding> listed = [];
    private long unreplayable = -1;

    /// <summary>Takes the next event, which the grouper took before, and which a replay can apply.</summary>
    public void Take(in BinlogEvent next, TransactionGrouper grouper, TransactionStep step, string file)
    {
        if (
            step is TransactionStep.Within or TransactionStep.Ends
            && next.Type is EventType.Query or EventType.QueryCompressed
            && StatementFinding.Of(QueryEvent.Read(next, file), !grouper.Flags.HasFlag(GtidFlags.Standalone)) is var (found, text)
        )
        {
            Add(grouper, found, text);
        }
    }

    /// <summary>Takes an event of the grouper's transaction that no replay can apply.</summary>
    /// <param name="what">What the event is, without any value.</param>
    public void TakeUnreplayable(TransactionGrouper grouper, string what)
    {
        if (unreplayable != grouper.Begin)
        {
            unreplayable = grouper.Begin;
            Add(grouper, LogFindingKind.NotReplayable, what);
        }
    }

    public SegmentFindings Build() =>
        new([.. counts.OrderBy(count => count.Key).Select(count => new FindingCount(count.Key, count.Value))], [.. listed]);

    private void Add(TransactionGrouper grouper, LogFindingKind kind, string text)
    {
        counts[kind] = counts.GetValueOrDefault(kind) + 1;
        int same = kind == LogFindingKind.NotReplayable ? -1 : listed.FindIndex(finding => finding.Kind == kind && finding.Text == text);
        if (same >= 0)
        {
            listed[same] = listed[same] with { LastPosition = grouper.Begin, Count = listed[same].Count + 1 };
        }
        else if (listed.Count(finding => finding.Kind == kind) < MostListed)
        {
            listed.Add(new LogFinding(kind, grouper.Gtid.ToString(), grouper.Begin, grouper.Begin, 1, text, grouper.At));
        }
    }
}

/// <summary>Collects the findings of a log of several files.</summary>
internal sealed class FindingsByFile
{
    private readonly List<(string File, LogFindings Findings)> files = [];

    /// <summary>Takes the next event, which the grouper took before.</summary>
    /// <param name="file">The log file that the event is in.</param>
    public void Take(in BinlogEvent next, TransactionGrouper grouper, TransactionStep step, string file)
    {
        if (files.Count == 0 || files[^1].File != file)
        {
            files.Add((file, new LogFindings()));
        }

        files[^1].Findings.Take(next, grouper, step, file);
    }

    /// <summary>The findings as sentences; see <see cref="FindingTexts"/>.</summary>
    public IReadOnlyList<string> Texts => FindingTexts.Of(files.Select(file => (file.File, file.Findings.Build())), withHarmless: true);
}
