namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>What a verification found: restores/&lt;run-id&gt;/import-report.json.</summary>
/// <param name="Objects">Differences of databases, views, triggers, routines, events, sequences, accounts and grants, in words.</param>
public sealed record ImportReport(
    string RunId, string SetId, bool Good, long Rows, long TextBytes, double Seconds, double MegabytesPerSecond,
    IReadOnlyList<TableVerdict> Tables, int ObjectsCompared, IReadOnlyList<string> Objects);
