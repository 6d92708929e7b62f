namespace Serverless.Ops.DataPlane.Runs;

/// <summary>The lease as it stands in the store, also after it ended.</summary>
/// <param name="Owner">Run id, for people and messages.</param>
/// <param name="Holding">Different for every acquisition: also a rerun of the same run is another holder.</param>
/// <param name="AcquiredAt">By the holder's clock, UTC.</param>
/// <param name="EndsAt">Unless renewed before, by the holder's clock, UTC.</param>
/// <param name="ReleasedAt">When the holder gave it back, or null.</param>
public sealed record LeaseRecord(
    string Owner, string Holding, DateTimeOffset AcquiredAt, DateTimeOffset EndsAt, DateTimeOffset? ReleasedAt = null);
