namespace Serverless.Ops.Domain.Sets.Database;

/// <summary>One database of the server.</summary>
/// <param name="Comment">What CREATE DATABASE … COMMENT said; empty for almost all, and in manifests from before it was carried.</param>
public sealed record SchemaEntry(string Name, string CharacterSet, string Collation, string Comment = "");
