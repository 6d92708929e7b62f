namespace Serverless.Ops.Domain.Catalogue;

/// <summary>What the dump cost the application.</summary>
/// <param name="CommitsBlocked">How long commits waited for the snapshot.</param>
/// <param name="NonTransactionalBlocked">How long writes to MyISAM and other non-transactional tables waited.</param>
/// <param name="NonTransactionalTables">Which tables those were.</param>
public sealed record LockCost(
    TimeSpan CommitsBlocked, TimeSpan NonTransactionalBlocked, IReadOnlyList<string> NonTransactionalTables);
