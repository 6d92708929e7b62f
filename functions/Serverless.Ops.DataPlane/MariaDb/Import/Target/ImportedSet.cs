namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>An import as a target tells of it.</summary>
/// <param name="IsFinished">False while it runs and when it was cut.</param>
/// <param name="ReplayOf">Key of the plan whose replay began on it, or null.</param>
internal sealed record ImportedSet(string SetId, bool IsFinished, string? ReplayOf);
