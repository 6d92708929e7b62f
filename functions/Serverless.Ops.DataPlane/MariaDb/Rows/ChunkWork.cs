using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>A part of a table that one connection reads; the condition is empty for all rows.</summary>
internal sealed record ChunkWork(TableDefinition Table, string Condition, long EstimatedBytes);
