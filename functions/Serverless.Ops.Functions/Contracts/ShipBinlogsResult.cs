namespace Serverless.Ops.Functions.Contracts;

/// <summary>What was shipped.</summary>
public sealed record ShipBinlogsResult
{
    public required string RunId { get; init; }

    public required string SetId { get; init; }

    public required long Bytes { get; init; }

    public required int Segments { get; init; }

    public required long Transactions { get; init; }

    public required double Seconds { get; init; }

    /// <summary>10^6 bytes a second.</summary>
    public required double MegabytesPerSecond { get; init; }

    /// <summary>All that was committed before it is in the store.</summary>
    public required DateTimeOffset ShippedThrough { get; init; }

    /// <summary>How many commits carry a time stamp that a session set.</summary>
    public required long TimestampAnomalies { get; init; }

    /// <summary>What a person has to know: files that a crash of the source tore.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
