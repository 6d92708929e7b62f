using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>
/// Lets an account grant all roles. Only an account with a role's admin option can grant the role, and no privilege stands in for it.
/// The rows are written as such: GRANT would make a missing account, without a password, where sql_mode lacks NO_AUTO_CREATE_USER.
/// https://mariadb.com/kb/en/mysqlroles_mapping-table/
/// </summary>
internal static class RoleAdministration
{
    /// <summary>
    /// Lets the account of this connection grant all roles. The log may grant a role that another account made on the source.
    /// </summary>
    public static IReadOnlyList<string> LetReplayingAccountGrant { get; } = Let("CONCAT(a.User, '@', a.Host) = CURRENT_USER()");

    /// <summary>
    /// Lets the server's own root grant all roles, if there is one. On a source, root usually made them and has the right. On a restored
    /// server the restore's own account made them. That account will be dropped, and then no account could grant the roles.
    /// </summary>
    public static async Task LetRootGrantAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "giving root the admin option of the roles";
        foreach (string statement in Let("a.User = 'root' AND a.Host = 'localhost'"))
        {
            await connection.ExecuteAsync(statement, cancellationToken);
        }
    }

    private static IReadOnlyList<string> Let(string isAccount) =>
        [
            "INSERT INTO mysql.roles_mapping (Host, User, Role, Admin_option) SELECT a.Host, a.User, r.User, 'Y' "
                + $"FROM mysql.global_priv r JOIN mysql.global_priv a ON {isAccount} "
                + "WHERE JSON_VALUE(r.Priv, '$.is_role') = 1 AND r.User <> 'PUBLIC' ON DUPLICATE KEY UPDATE Admin_option = 'Y'",
            "FLUSH PRIVILEGES",
        ];
}
