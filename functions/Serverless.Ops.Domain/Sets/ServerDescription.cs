namespace Serverless.Ops.Domain.Sets;

/// <summary>The source as it was: its version and the variables that a restore depends on, by name.</summary>
public sealed record ServerDescription(string Version, IReadOnlyDictionary<string, string> Variables);
