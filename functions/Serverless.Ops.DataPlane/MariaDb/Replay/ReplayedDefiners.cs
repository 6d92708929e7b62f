using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>
/// Settles the definers after the log's last statement. The import made every account that an object of the log could have as its definer,
/// because the server makes no view on a view without a definer. What no object needs is dropped again.
/// </summary>
internal static class ReplayedDefiners
{
    /// <returns>A sentence for a person about each definer that the target lacks and that the source may have.</returns>
    public static async Task<IReadOnlyList<string>> SettleAsync(
        MariaDbConnection target,
        DatabaseManifest set,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<DefinerEntry> known = set.Definers ?? [];
        Definers definers = await Definers.ReadAsync(target, cancellationToken);
        await DefinerAccounts.DropUnusedAsync(
            target,
            known.Where(definer => definer.Use != DefinerUse.Missing),
            definers,
            cancellationToken
        );
        HashSet<string> missing = [.. known.Where(definer => definer.Use == DefinerUse.Missing).Select(definer => definer.Account)];
        return
        [
            .. definers
                .MissingAmong(await Account.ReadAllAsync(target, cancellationToken))
                .Where(definer => !missing.Contains(definer.Account))
                .Select(definer =>
                    $"account {definer.Account} does not exist here, so {Definers.Some(definer.Objects)} fail with error 1449; "
                    + "if the source has this account, make it by hand with ACCOUNT LOCK and the source's grants"
                ),
        ];
    }
}
