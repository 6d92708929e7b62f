namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>One table's rows, made as they are read.</summary>
internal sealed record SeedTable(string Name, string[] Columns, IEnumerable<object?[]> Rows);
