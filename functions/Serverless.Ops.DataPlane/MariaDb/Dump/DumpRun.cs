namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>The record of a run (runs/database/…): which set it began, so that a rerun goes on with it.</summary>
internal sealed record DumpRun(string RunId, string SetId, DateTimeOffset StartedAt);
