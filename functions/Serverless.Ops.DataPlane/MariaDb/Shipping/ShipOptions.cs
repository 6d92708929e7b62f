namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>Settings of shipping that an operator may change.</summary>
public sealed record ShipOptions
{
    /// <summary>
    /// The shipper's server id in the replication protocol; the setting is OPS_SHIPPER_SERVER_ID. Two clients with the same id disconnect
    /// each other, so no replica may have this id. The default is near the end of the 32-bit range, which people do not use. All shippers
    /// of one source share the id on purpose: a new shipper disconnects one that outlived its lease.
    /// </summary>
    public uint ServerId { get; init; } = 4_130_001_717;

    /// <summary>Bytes. A segment ends with the transaction that brings it to this size.</summary>
    public long SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long a run that died blocks the next one.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(60);
}
