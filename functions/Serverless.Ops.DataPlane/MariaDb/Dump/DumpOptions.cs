namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>How a dump runs. The defaults suit a host with two to eight processors.</summary>
public sealed record DumpOptions
{
    /// <summary>Number of connections that read at the same time. All have a snapshot of the same place in the log.</summary>
    public int Connections { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>
    /// Number of sessions that share one connection's work, one after the other. DDL then waits for about one session's share
    /// of the dump, not for all of it. See <c>ReadLane</c>.
    /// </summary>
    public int SessionsPerConnection { get; init; } = 6;

    /// <summary>zstd level. Level 1 is a third faster than level 3 and stores somewhat more bytes.</summary>
    public int CompressionLevel { get; init; } = 3;

    /// <summary>Approximate length of a chunk's INSERT text before compression, in bytes.</summary>
    public long ChunkTextBytes { get; init; } = 128 << 20;

    /// <summary>Approximate length of one INSERT statement, in bytes.</summary>
    public int StatementBytes { get; init; } = 1_000_000;

    /// <summary>How long the run waits for the snapshot's locks before it gives up.</summary>
    public TimeSpan LockLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the dump may block commits, counted from the moment when the server has granted that stage. After this time the server ends
    /// the stage by itself, even if this process or the network has died, and the run gives up. Rounded up to whole seconds, at least one.
    /// </summary>
    public TimeSpan CommitsBlockedLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long writers of non-transactional tables may wait before the run gives up. If this process has died, the server itself
    /// releases the writers, and DDL, after <see cref="HeldLimit"/>.
    /// </summary>
    public TimeSpan FreezeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many times DDL may make the dump start again before the run gives up.</summary>
    public int RestartLimit { get; init; } = 5;

    /// <summary>
    /// The server ends a session that holds up DDL or non-transactional tables after this time without a statement from it. The time is the
    /// sum of the other limits, because such a session may be idle while each of them passes.
    /// </summary>
    internal TimeSpan HeldLimit => FreezeLimit + LockLimit + CommitsBlockedLimit;
}
