namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>One table of the target against the manifest. Good when <paramref name="Differences"/> is empty.</summary>
/// <param name="Warnings">What is not as on the source, and can be computed again: no reason to stop a restore, and no equality.</param>
public sealed record TableVerdict(
    string Table, long Rows, string RowsDigest, IReadOnlyList<string> Differences,
    IReadOnlyList<string> Warnings);
