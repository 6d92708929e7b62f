using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>Another connection imports into this target, or one that was cut is still executing its last statement.</summary>
public sealed class ImportRunningException(string target)
    : TransientException(
        $"Another import into {target} holds its lock.",
        "wait for that import to end, or for the server to end its connection; then run it again.");
