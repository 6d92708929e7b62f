using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>The replay is not where the plan ends: the restored state is not the one that was asked for.</summary>
public sealed class ReplayStoppedShortException(string expected, string found)
    : PermanentException(
        $"The plan ends at {expected}, and the target is at {found}.",
        "do not open this target for use; run ReplayBinlogs for this plan again, and if it still stops short, restore anew on a fresh instance.");
