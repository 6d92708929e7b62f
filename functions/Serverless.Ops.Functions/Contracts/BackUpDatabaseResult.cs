namespace Serverless.Ops.Functions.Contracts;

/// <summary>The database set that a run wrote.</summary>
public sealed record BackUpDatabaseResult
{
    public required string SetId { get; init; }
    public required string ManifestKey { get; init; }
    public required DateTimeOffset SnapshotAt { get; init; }
    public required string BinlogFile { get; init; }
    public required long BinlogPosition { get; init; }
    public required string Gtid { get; init; }
    public required int Tables { get; init; }
    public required long Rows { get; init; }
    public required long TextBytes { get; init; }
    public required long StoredBytes { get; init; }

    /// <summary>From the run's start to the manifest.</summary>
    public required double Seconds { get; init; }
    public required double MegabytesPerSecond { get; init; }

    /// <summary>How long commits waited for the snapshot.</summary>
    public required double CommitsBlockedSeconds { get; init; }

    /// <summary>How long writes to non-transactional tables waited.</summary>
    public required double NonTransactionalBlockedSeconds { get; init; }

    /// <summary>How often DDL made the dump start again.</summary>
    public required int Restarts { get; init; }

    /// <summary>What the source has and the set has not, with the reason: a person may miss it after a restore. What every server has is left out; the manifest has it.</summary>
    public required IReadOnlyList<string> NotCarried { get; init; }
}
