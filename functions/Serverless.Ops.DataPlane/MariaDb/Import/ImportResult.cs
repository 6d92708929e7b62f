namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>The result of one import.</summary>
/// <param name="TextBytes">Length of the loaded INSERT text, in bytes.</param>
/// <param name="StoredBytes">Length of the loaded chunks as stored, compressed, in bytes.</param>
/// <param name="Seconds">Time from the first check to the last grant.</param>
/// <param name="MegabytesPerSecond"><paramref name="TextBytes"/> / 1,000,000 / <paramref name="Seconds"/>.</param>
/// <param name="Warnings">
/// In words, the work that a person must do before the target serves production. Null in a note that an earlier version left.
/// </param>
public sealed record ImportResult(
    string RunId,
    string SetId,
    int Tables,
    long Rows,
    long TextBytes,
    long StoredBytes,
    double Seconds,
    double MegabytesPerSecond,
    IReadOnlyList<ImportPart> Parts,
    IReadOnlyList<string>? Warnings
);

/// <summary>The time of one part of an import. "load" and "keys" overlap, and each is the sum over all connections.</summary>
public sealed record ImportPart(string Name, double Seconds);
