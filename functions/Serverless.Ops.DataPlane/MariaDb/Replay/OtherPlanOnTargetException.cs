using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>Another plan was replayed onto this target, at least in part.</summary>
public sealed class OtherPlanOnTargetException(string found, string expected)
    : PermanentException(
        $"The target holds a replay of plan '{found}', not of '{expected}'.",
        "restore each plan on a fresh instance of its own.");
