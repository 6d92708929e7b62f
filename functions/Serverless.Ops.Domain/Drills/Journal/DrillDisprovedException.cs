using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>The restored rows are not the journal's prefix before T.</summary>
public sealed class DrillDisprovedException(string reportKey, JournalProofReport report)
    : PermanentException(
        report.Violations == 0
            ? $"The journal has no transaction that was acknowledged before {report.Target:yyyy-MM-ddTHH:mm:ssZ}, so it proves nothing."
            : $"{report.Violations} transactions or rows disprove the restore to {report.Target:yyyy-MM-ddTHH:mm:ssZ}; the first is "
                + $"{report.FirstViolations[0].Id} ({report.FirstViolations[0].Kind}): {report.FirstViolations[0].Reason}.",
        $"read {reportKey}; trust neither this restore nor the set that it came from until the cause is known.");
