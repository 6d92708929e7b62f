namespace Serverless.Ops.Domain.Catalogue;

/// <summary>One database of the server.</summary>
public sealed record SchemaEntry(string Name, string CharacterSet, string Collation);
