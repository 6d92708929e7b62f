namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>What an operator may set about replay.</summary>
public sealed record ReplayOptions
{
    /// <summary>Transactions are merged into one until they have this many bytes …</summary>
    public int BatchBytes { get; init; } = 256 * 1024;

    /// <summary>… or there are this many of them.</summary>
    public int BatchTransactions { get; init; } = 100;

    /// <summary>A transaction up to this size is judged before any of it is sent; a larger one is sent in parts.</summary>
    public int BufferedTransactionBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Connections that count the target's rows afterwards.</summary>
    public int CountConnections { get; init; } = 4;

    /// <summary>How long to wait for an earlier connection to end.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(60);
}
