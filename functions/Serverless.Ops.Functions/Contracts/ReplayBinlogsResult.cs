namespace Serverless.Ops.Functions.Contracts;

/// <summary>What was replayed.</summary>
public sealed record ReplayBinlogsResult
{
    public required string RunId { get; init; }

    public required string PlanKey { get; init; }

    /// <summary>The source's transactions, those of earlier tries included.</summary>
    public required long Transactions { get; init; }

    /// <summary>Log that this run read.</summary>
    public required long Bytes { get; init; }

    public required double Seconds { get; init; }

    /// <summary>10^6 bytes a second.</summary>
    public required double MegabytesPerSecond { get; init; }

    /// <summary>File and position that were reached.</summary>
    public required string ReachedAt { get; init; }

    /// <summary>What of the log was not replayed because it is of the restore's own schema; the replay's report lists it.</summary>
    public required int PassedOver { get; init; }

    /// <summary>True when an earlier try had begun.</summary>
    public required bool Resumed { get; init; }
}
