namespace Serverless.Ops.Functions.Contracts;

/// <summary>Where the target stands.</summary>
public sealed record VerifyReplayResult
{
    public required string RunId { get; init; }

    public required string ReportKey { get; init; }

    public required string ReachedAt { get; init; }

    public required string Gtid { get; init; }

    public required long Transactions { get; init; }

    /// <summary>Tables of the set whose rows are as many as set and log say.</summary>
    public required int TablesCounted { get; init; }

    /// <summary>Tables for which that cannot be told; the report has the reasons.</summary>
    public required int TablesNotCounted { get; init; }

    /// <summary>The newest heartbeat before the end, or null when none lies between the set and the target.</summary>
    public required DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>From that heartbeat to the target; null without one.</summary>
    public required double? SecondsFromHeartbeatToTarget { get; init; }
}
