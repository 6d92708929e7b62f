namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>One column of a primary key by whose order a table can be cut in chunks.</summary>
/// <param name="LiteralPrefix">What stands before a value's hexadecimal digits in a comparison, or null for a number that stands bare.</param>
internal sealed record KeyColumn(string Name, string? LiteralPrefix);
