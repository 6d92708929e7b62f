using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The source has no lineage row.</summary>
public sealed class SourceNotEnrolledException()
    : PermanentException(
        "The source has no row in serverless_ops.lineage, so its logs cannot be told from another server's.",
        "run infra/host/enroll-source.sql on it once, as an administrator.");
