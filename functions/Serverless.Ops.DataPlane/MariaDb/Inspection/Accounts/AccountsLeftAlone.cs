using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;

/// <summary>
/// The accounts that a restore leaves alone on a target: its server's own, those that the source's set does not carry, since they were the source's own (their hosts
/// may differ), and the one that restores.
/// </summary>
internal sealed class AccountsLeftAlone
{
    private readonly ServerOwnAccounts own;
    private readonly HashSet<string> others;

    private AccountsLeftAlone(ServerOwnAccounts own, IEnumerable<string> others) =>
        (this.own, this.others) = (own, new HashSet<string>(others, StringComparer.Ordinal));

    public static async Task<AccountsLeftAlone> ReadAsync(
        MariaDbConnection target,
        DatabaseManifest set,
        CancellationToken cancellationToken
    )
    {
        target.Activity = "reading which accounts are the target's own";
        string restoring = (await target.QueryStringsAsync("SELECT CURRENT_USER()", cancellationToken))[0][0]!;
        return new AccountsLeftAlone(
            await ServerOwnAccounts.ReadAsync(target, cancellationToken),
            (set.NotCarried ?? []).Where(item => item.Kind == "account").Select(item => item.Name).Append(restoring)
        );
    }

    /// <param name="host">In lower case, as a server keeps it.</param>
    public bool Include(string user, string host) => own.Include(user, host) || others.Contains($"{user}@{host}");
}
