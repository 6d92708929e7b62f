using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>The target would refuse the log's largest change; found before any write.</summary>
public sealed class TargetPacketTooSmallException(long limit, long needed)
    : PermanentException(
        $"The target's max_allowed_packet is {limit} bytes, and the largest change in the log, or a full batch of changes, needs {needed}.",
        "start the target with max_allowed_packet=1G.");
