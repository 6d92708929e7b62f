using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>
/// Only who may pass a role on can grant it, and CREATE ROLE lets its maker. On a source that is usually root; on a restored server it is the restore's own account,
/// which will be dropped, and then nobody could grant the role: so the server's own root may as well.
/// </summary>
internal static class RoleAdministration
{
    public static async Task LetRootGrantAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "letting root grant the roles";
        IReadOnlyList<Account> accounts = await Account.ReadAllAsync(connection, cancellationToken);

        // GRANT would make an account that is not there, without a password.
        if (!accounts.Any(account => account is { User: "root", Host: "localhost" }))
        {
            return;
        }

        foreach (Account role in accounts.Where(account => account is { IsRole: true, IsPublic: false }))
        {
            await connection.ExecuteAsync($"GRANT {role.Quoted} TO `root`@`localhost` WITH ADMIN OPTION", cancellationToken);
        }
    }
}
