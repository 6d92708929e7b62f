namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>What an operator may set about shipping.</summary>
public sealed record ShipOptions
{
    /// <summary>
    /// Ours in the replication protocol, the setting OPS_SHIPPER_SERVER_ID. Two clients with the same id throw each other out, so it must be
    /// unlike any replica's: the default is from the far end of the 32 bits, where nobody numbers servers. That two shippers of one source
    /// have the same is wanted: a second one ends a first that outlived its lease.
    /// </summary>
    public uint ServerId { get; init; } = 4_130_001_717;

    /// <summary>A segment ends with the transaction that brings it to this size.</summary>
    public long SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long a run that died blocks the next.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(60);
}
