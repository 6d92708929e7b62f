namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>How a dump runs. The defaults suit a host with two to eight processors.</summary>
public sealed record DumpOptions
{
    /// <summary>Connections that read side by side; each has a snapshot of the same instant.</summary>
    public int Connections { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>Sessions that each connection's work is spread over: DDL waits for at most this part of the dump. See <c>ReadLane</c>.</summary>
    public int SessionsPerConnection { get; init; } = 6;

    /// <summary>zstd level: 1 is a third faster than 3 at some more bytes.</summary>
    public int CompressionLevel { get; init; } = 3;

    /// <summary>About how much INSERT text a chunk has before compression.</summary>
    public long ChunkTextBytes { get; init; } = 128 << 20;

    /// <summary>About how long an INSERT statement is.</summary>
    public int StatementBytes { get; init; } = 1_000_000;

    /// <summary>How long the locks of the snapshot may be waited for before the run gives up.</summary>
    public TimeSpan LockLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the stage in which commits wait may last once it is had. The server itself ends it then, whatever became of this process or the
    /// network between; the run gives up. Whole seconds, at least one.
    /// </summary>
    public TimeSpan CommitsBlockedLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long writers of non-transactional tables may be kept waiting before the run gives up. The server itself lets them go, and DDL, after
    /// <see cref="HeldLimit"/>.
    /// </summary>
    public TimeSpan FreezeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often DDL may make the dump start again.</summary>
    public int RestartLimit { get; init; } = 5;

    /// <summary>After how long without a word from here the server ends a session that holds DDL or non-transactional tables: such a session may have
    /// to wait, idle, for all that the other limits allow.</summary>
    internal TimeSpan HeldLimit => FreezeLimit + LockLimit + CommitsBlockedLimit;
}
