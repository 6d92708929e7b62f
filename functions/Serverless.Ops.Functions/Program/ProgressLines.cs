using System.Collections.Concurrent;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Program;

/// <summary>Writes progress as lines: the first and the last report of each phase, and the reports between at the style's pace.
/// The style <see cref="ProgressStyle.Phases"/> writes only the first report of each phase.</summary>
internal sealed class ProgressLines(TextWriter output, ProgressStyle style, TimeProvider time) : IProgressSink
{
    private readonly TimeSpan pace = style == ProgressStyle.Json ? TimeSpan.FromMilliseconds(250) : TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, long> shownAt = new(StringComparer.Ordinal);
    private readonly Lock writing = new();

    public void Report(string phase, long done, long total, string unit)
    {
        if (!IsDue(phase, isComplete: total > 0 && done >= total))
        {
            return;
        }

        string line = style switch
        {
            ProgressStyle.Json => HostLines.Of(new ProgressLine(phase, done, total, unit, time.GetUtcNow().UtcDateTime)),
            ProgressStyle.Phases => phase,
            _ when total > 0 => $"{phase}: {done * 100d / total:0} % ({done:#,0} of {total:#,0} {unit})",
            _ => $"{phase}: {done:#,0} {unit}",
        };
        lock (writing)
        {
            output.WriteLine(line);
        }
    }

    private bool IsDue(string phase, bool isComplete)
    {
        long now = time.GetTimestamp();
        if (shownAt.TryAdd(phase, now))
        {
            return true;
        }

        if (style == ProgressStyle.Phases)
        {
            return false;
        }

        // Only the task that updates the time stamp writes the line. So two tasks of one phase never write the same line twice.
        long before = shownAt[phase];
        return (isComplete || time.GetElapsedTime(before, now) >= pace) && shownAt.TryUpdate(phase, now, before);
    }
}

/// <summary>One report of progress as JSON.</summary>
internal sealed record ProgressLine(string Phase, long Done, long Total, string Unit, DateTime At);
