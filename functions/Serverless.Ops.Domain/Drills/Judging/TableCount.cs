namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>A table of the restored set, as its manifest has it.</summary>
public sealed record TableCount(string Schema, string Name, string Engine, long Rows, long TextBytes);
