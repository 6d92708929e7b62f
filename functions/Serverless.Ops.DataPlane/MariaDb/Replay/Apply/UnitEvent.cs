using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>One event of a buffered transaction: which bytes of the buffer it is.</summary>
internal readonly record struct UnitEvent(int Offset, int Length, long Position, bool HasChecksum, EventType Type);
