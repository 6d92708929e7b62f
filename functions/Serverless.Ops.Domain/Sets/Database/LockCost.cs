namespace Serverless.Ops.Domain.Sets.Database;

/// <summary>
/// What the dump cost the application in waiting writes. Not in it: DDL on a table waits from when the dump first reads the table until the session that
/// read it ends, a part of the dump, and all later statements on that table queue behind such DDL.
/// </summary>
/// <param name="CommitsBlocked">How long commits waited for the snapshot.</param>
/// <param name="NonTransactionalBlocked">How long writes to MyISAM and other non-transactional tables waited.</param>
/// <param name="NonTransactionalTables">Which tables those were.</param>
public sealed record LockCost(
    TimeSpan CommitsBlocked, TimeSpan NonTransactionalBlocked, IReadOnlyList<string> NonTransactionalTables);
