using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>
/// Lets the server's own root grant all roles. Only an account with a role's admin option can grant the role, and CREATE ROLE gives that
/// option to its creator. On a source the creator is usually root. On a restored server the creator is the restore's own account.
/// That account will be dropped, and then no account could grant the role.
/// </summary>
internal static class RoleAdministration
{
    public static async Task LetRootGrantAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "giving root the admin option of the roles";
        IReadOnlyList<Account> accounts = await Account.ReadAllAsync(connection, cancellationToken);

        // GRANT would create a missing account, without a password.
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
