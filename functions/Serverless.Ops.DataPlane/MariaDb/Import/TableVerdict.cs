namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>One table of the target against the manifest. Good when <paramref name="Differences"/> is empty.</summary>
public sealed record TableVerdict(string Table, long Rows, string RowsDigest, IReadOnlyList<string> Differences);
