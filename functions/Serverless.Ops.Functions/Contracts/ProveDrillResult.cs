namespace Serverless.Ops.Functions.Contracts;

/// <summary>The journal proves the restore; otherwise the function fails.</summary>
public sealed record ProveDrillResult
{
    public required string ProofKey { get; init; }

    /// <summary>Transactions acknowledged before T, each there whole.</summary>
    public required long Restored { get; init; }

    /// <summary>Transactions sent at or after T, none there.</summary>
    public required long LeftOut { get; init; }

    /// <summary>Transactions in flight at T, each whole or absent.</summary>
    public required long InFlight { get; init; }
}
