using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;

/// <summary>
/// The accounts on a target that a restore leaves unchanged: the target server's own accounts, the source server's own accounts (its set
/// does not carry them, and their hosts may differ), and the account that restores.
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
        target.Activity = "listing the target's own accounts";
        string restoring = (await target.QueryStringsAsync("SELECT CURRENT_USER()", cancellationToken))[0][0]!;
        return new AccountsLeftAlone(
            await ServerOwnAccounts.ReadAsync(target, cancellationToken),
            (set.NotCarried ?? []).Where(item => item.Kind == "account").Select(item => item.Name).Append(restoring)
        );
    }

    /// <summary>The accounts that a restore of this server will leave unchanged on any target, as far as the source can tell.</summary>
    public static async Task<AccountsLeftAlone> ReadOfSourceAsync(MariaDbConnection source, CancellationToken cancellationToken) =>
        new(await ServerOwnAccounts.ReadAsync(source, cancellationToken), []);

    /// <param name="host">In lower case, as a server stores it.</param>
    public bool Include(string user, string host) => own.Include(user, host) || others.Contains($"{user}@{host}");
}
