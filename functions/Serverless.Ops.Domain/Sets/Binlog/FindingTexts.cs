namespace Serverless.Ops.Domain.Sets.Binlog;

/// <summary>Findings as sentences for people: what was found, where, what it means, and what to do.</summary>
public static class FindingTexts
{
    private const int MostTexts = 20;

    /// <param name="segments">Findings with the log file that they are in, in log order.</param>
    /// <param name="withHarmless">True to add one sentence about <see cref="LogFindingKind.SameResult"/>.</param>
    /// <returns>One sentence for each text, the worst first; at most 20, and sentences that count the others.</returns>
    public static IReadOnlyList<string> Of(IEnumerable<(string File, SegmentFindings Findings)> segments, bool withHarmless)
    {
        (string File, SegmentFindings Findings)[] all = [.. segments];
        string[] texts =
        [
            .. all.SelectMany(segment => segment.Findings.Listed.Select(finding => (segment.File, Finding: finding)))
                .Where(found => found.Finding.Kind != LogFindingKind.SameResult)
                .GroupBy(found => (found.Finding.Kind, found.Finding.Text))
                .OrderByDescending(group => group.Key.Kind)
                .Select(group => Describe([.. group])),
        ];
        long unlisted = all.Sum(segment => Counted(segment.Findings) - Listed(segment.Findings));
        return
        [
            .. texts.Take(MostTexts),
            .. texts.Length > MostTexts ? [$"And {texts.Length - MostTexts} more findings of these kinds."] : (string[])[],
            .. unlisted > 0 ? [$"And {unlisted} more changes of these kinds that the manifests do not list."] : (string[])[],
            .. withHarmless ? Same([.. all.Select(segment => segment.Findings)]) : [],
        ];
    }

    private static string Describe((string File, LogFinding Finding)[] found)
    {
        (string file, LogFinding first) = found[0];
        (string lastFile, LogFinding last) = found[^1];
        long more = found.Sum(one => one.Finding.Count) - 1;
        string where =
            $"{first.Text} ({first.Gtid} at {file}:{first.Position}"
            + (more > 0 ? $", and {more} more up to {lastFile}:{last.LastPosition})." : ").");
        return first.Kind switch
        {
            LogFindingKind.NotReplayable when !found.Any(one => one.Finding.RefusesPlans) =>
                $"{where} The version that shipped this could not replay it. CheckBinlogs reads the log before the import and decides. "
                    + $"If it refuses, restore to the target '{file}:{first.Position}', or begin with a set taken after it.",
            LogFindingKind.NotReplayable =>
                $"{where} No replay can go past it: the last place before it is the target '{file}:{first.Position}'. "
                    + "Targets behind it need a database set taken after it, so run BackUpDatabase now.",
            LogFindingKind.ComputedRows => $"{where} The log does not have the values, so a replay computes them anew. "
                + $"Rows may differ from the source's. {Next(first.Gtid)}",
            _ => $"{where} The log has this change as a statement only, so a replay runs it anew. "
                + $"The result may differ from the source's. {Next(first.Gtid)}",
        };
    }

    private static string Next(string gtid) =>
        $"After a restore check these tables, or restore 'before:{gtid}'; a full backup taken after the change has the source's rows.";

    private static IEnumerable<string> Same(SegmentFindings[] all)
    {
        long count = all.Sum(findings => findings.Counts.Where(count => count.Kind == LogFindingKind.SameResult).Sum(count => count.Count));
        if (count > 0)
        {
            string[] named =
            [
                .. all.SelectMany(findings => findings.Listed)
                    .Where(finding => finding.Kind == LogFindingKind.SameResult)
                    .Select(finding => finding.Text)
                    .Distinct(StringComparer.Ordinal),
            ];
            yield return $"The log has {count} {(count == 1 ? "change as a statement" : "changes as statements")} without "
                + $"{(count == 1 ? "its" : "their")} rows: {string.Join("; ", named.Take(5))}{(named.Length > 5 ? "; …" : "")}. "
                + "They give the same rows on every server, unless a trigger or a default value of these tables computes one that differs.";
        }
    }

    private static long Counted(SegmentFindings findings) =>
        findings.Counts.Where(count => count.Kind != LogFindingKind.SameResult).Sum(count => count.Count);

    private static long Listed(SegmentFindings findings) =>
        findings.Listed.Where(finding => finding.Kind != LogFindingKind.SameResult).Sum(finding => finding.Count);
}
