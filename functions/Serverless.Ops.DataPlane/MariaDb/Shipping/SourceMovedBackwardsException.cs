using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The source's log ends before what was shipped of it: it was put back to an older state.</summary>
public sealed class SourceMovedBackwardsException(string shippedTo, string endsAt)
    : PermanentException(
        $"The source's log ends at {endsAt}, and was shipped to {shippedTo}: the source was put back to an older state.",
        "give the source a new lineage (delete the row in serverless_ops.lineage and run infra/host/enroll-source.sql), then take a full backup.");
