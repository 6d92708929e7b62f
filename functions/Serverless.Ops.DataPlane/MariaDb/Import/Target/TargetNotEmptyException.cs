using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>The target holds something already. A restore never writes over anything.</summary>
public sealed class TargetNotEmptyException(string endpoint, IReadOnlyList<string> found)
    : PermanentException(
        $"The target {endpoint} is not empty; it holds {string.Join(", ", found.Take(20))}{(found.Count > 20 ? $" and {found.Count - 20} more" : "")}.",
        "restore into a fresh instance; never empty a server to make room without knowing whose it is.");
