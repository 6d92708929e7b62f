namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>What one part of an import took; "load" and "keys" overlap and are summed over connections.</summary>
public sealed record ImportPart(string Name, double Seconds);
