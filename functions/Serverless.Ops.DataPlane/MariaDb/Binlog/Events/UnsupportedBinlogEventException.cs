using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>An event that a restore cannot apply exactly. Found before anything is written.</summary>
public sealed class UnsupportedBinlogEventException(string source, long offset, string what, string nextStep)
    : PermanentException($"{source} has at byte {offset} {what}, which cannot be replayed.", nextStep);
