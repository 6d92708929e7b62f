namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>What an import did.</summary>
/// <param name="TextBytes">INSERT text that was loaded.</param>
/// <param name="Seconds">From the first check to the last grant.</param>
/// <param name="MegabytesPerSecond">Text over seconds.</param>
/// <param name="Warnings">What has to be done before the target serves production, in words; null in a note that an earlier version left.</param>
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

/// <summary>What one part of an import took; "load" and "keys" overlap and are summed over connections.</summary>
public sealed record ImportPart(string Name, double Seconds);
