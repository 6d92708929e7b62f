using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>Another connection is replaying onto this target, or one that was cut is still executing its last packet.</summary>
public sealed class ReplayRunningException(TimeSpan waited)
    : TransientException(
        $"Another replay holds the target's lock, and did for the {waited.TotalSeconds:0} s that this one waited.",
        "wait for that replay to end, or for the server to end its connection; then run it again.");
