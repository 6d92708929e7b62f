namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>Settings of a replay that an operator may change.</summary>
public sealed record ReplayOptions
{
    /// <summary>Bytes of row events at which a batch of merged transactions is full.</summary>
    public int BatchBytes { get; init; } = 256 * 1024;

    /// <summary>Number of log transactions at which a batch is full.</summary>
    public int BatchTransactions { get; init; } = 100;

    /// <summary>Bytes. A transaction up to this size is examined before it is sent. A larger one is sent in parts.</summary>
    public int BufferedTransactionBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Connections that count the target's rows after the replay.</summary>
    public int CountConnections { get; init; } = 4;

    /// <summary>How long to wait until an earlier replay's connection ends.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(60);
}
