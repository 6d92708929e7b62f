namespace Serverless.Ops.Domain.Sets;

/// <summary>The source server's version, and by name the variables that a restore depends on.</summary>
public sealed record ServerDescription(string Version, IReadOnlyDictionary<string, string> Variables);
