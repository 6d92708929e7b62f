using Serverless.Ops.DataPlane.MariaDb.Import;

namespace Serverless.Ops.Functions.Contracts;

/// <summary>What an import did, and how fast.</summary>
public sealed record ImportDatabaseResult
{
    public required string SetId { get; init; }
    public required int Tables { get; init; }
    public required long Rows { get; init; }
    public required long TextBytes { get; init; }
    public required long StoredBytes { get; init; }
    public required double Seconds { get; init; }
    public required double MegabytesPerSecond { get; init; }
    public required IReadOnlyList<ImportPart> Parts { get; init; }

    /// <summary>What has to be done before the server serves production, in words.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
