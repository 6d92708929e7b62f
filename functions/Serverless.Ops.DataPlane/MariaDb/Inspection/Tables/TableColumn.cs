namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>One column whose values are carried. Generated columns are not: the server computes them anew.</summary>
/// <param name="Selected">The expression whose text or bytes bring the value back exactly.</param>
internal sealed record TableColumn(string Name, string Selected, ValueForm Form);
