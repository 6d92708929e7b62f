namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The record by which a rerun of a run finds the set that it wrote.</summary>
/// <param name="SetId">The set that its last try began; finished when it has a manifest.</param>
public sealed record ShipRun(string RunId, string SetId, DateTimeOffset StartedAt);
