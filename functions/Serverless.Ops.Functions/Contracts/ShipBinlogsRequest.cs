namespace Serverless.Ops.Functions.Contracts;

/// <summary>Ships the source's binary logs from where the catalogue ends.</summary>
public sealed record ShipBinlogsRequest
{
    /// <summary>A run that has finished under this id is answered with its result again.</summary>
    public required string RunId { get; init; }
}
