namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>A sequence without its state.</summary>
internal sealed record SequenceDefinition(string Schema, string Name, string CreateStatement);
