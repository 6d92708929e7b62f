namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

/// <summary>Accounts, roles and privileges, changed by root and by others.</summary>
internal static class Accounts
{
    /// <summary>Who logs in for the sessions, in turn. The setup makes the accounts.</summary>
    public static IReadOnlyList<string> OfSessions { get; } = ["root", "dba", "größe", "deputy"];

    public static Family Family { get; } =
        new(
            "accounts",
            [
                "create user dba@localhost",
                "grant all privileges on *.* to dba@localhost with grant option",
                "grant proxy on ''@'%' to dba@localhost with grant option",
                "create user 'größe'@'%'",
                "grant all privileges on *.* to 'größe'@'%' with grant option",
                "create role chief",
                "grant all privileges on *.* to chief with grant option",
                "create user deputy@localhost",
                "grant chief to deputy@localhost",
                "set default role chief for deputy@localhost",
                "create user reader@localhost identified by 'x'",
                "create user 'ü'@'%'",
                "create user `two words`@`10.%`",
                "create user 'writer'@'%' identified via mysql_native_password using password('y')",
                "create role clerk",
                "create role `team lead`",
                "create role büro",
                "grant select on shop.* to clerk",
                "grant clerk to reader@localhost",
                "create table shop.granted (a int, b int, c int)",
            ],
            [
                new("create user", "create or replace user {|nobody@localhost, }{user} identified by " + "{'secret'|''}") { Weight = 2 },
                new(
                    "create user if not exists",
                    "create user if not exists {user} {|identified via unix_socket|identified via mysql_native_password or "
                        + "unix_socket|require ssl|with max_user_connections 5|password expire never|account lock}"
                )
                {
                    Weight = 2,
                },
                new(
                    "alter user",
                    "alter user if exists {user} {identified by 'new'|require none|with max_queries_per_hour 9|password expire "
                        + "interval 90 day|account lock|account unlock}"
                ),
                new("set password", "set password for {user} = password('{n}')"),
                new(
                    "rename user",
                    "create user if not exists {the user}",
                    "drop user if exists moved@localhost",
                    "rename user {the user} to moved@localhost",
                    "rename user moved@localhost to {the user}"
                ),
                new("drop user", "drop user if exists {the user}", "create user if not exists {the user} identified by 'again'"),
                new("drop user, missing", "drop user {user}, nobody@nowhere"),
                new(
                    "grant",
                    "grant {select|insert, update|all privileges|create routine, execute|show view, trigger} on "
                        + "{shop.*|*.*|shop.granted|`s_op`.*|side.*} to {{user}|{role}} {|with grant option}"
                )
                {
                    Weight = 3,
                },
                new(
                    "grant columns",
                    "grant select (a, b), update (c) on shop.granted to {the user}",
                    "revoke {select (a)|update (c)} on shop.granted from {the user}"
                ),
                new(
                    "grant routine",
                    // For a name beyond ASCII, the server writes another name into mysql.procs_priv, and the grant ends with a restart.
                    "grant execute, alter routine on {procedure shop.p1|function shop.f1} to {'writer'@'%'|reader@localhost|clerk}"
                ),
                new(
                    "grant, making the user",
                    "set sql_mode=''",
                    "grant select on shop.* to {user} identified by 'z'",
                    "set sql_mode=default"
                ),
                new("grant admin", "grant {process|super|reload, replication slave|binlog admin|connection admin} on *.* to {user}"),
                new("revoke", "revoke {select|insert|all privileges} on {shop.*|*.*} from {{user}|{role}}"),
                new("revoke all", "revoke all privileges, grant option from {user}"),
                new("create role", "create role if not exists {role}"),
                new("create role, replaced", "create or replace role {role}"),
                new("role with admin", "create {or replace role|role|role if not exists} {role} with admin {{user}|current_user|clerk}"),
                new("role with admin nobody", "set sql_mode=''", "create or replace role {role} with admin nobody", "set sql_mode=default"),
                new("grant role", "grant {role} to {{user}|{role}} {|with admin option}") { Weight = 2 },
                new("revoke role", "grant {the role} to {the user}", "revoke {|admin option for }{the role} from {the user}"),
                new("default role", "grant {the role} to {the user}", "set default role {{the role}|none} for {the user}"),
                new("set role", "set role {clerk|none}", "set role none"),
                new("drop role", "drop role if exists {the role}", "create role if not exists {the role}"),
                new("grant to public", "grant select on shop.granted to public", "revoke select on shop.granted from public"),
                new("proxy", "grant proxy on reader@localhost to {the user}", "revoke proxy on reader@localhost from {the user}"),
                new("password of oneself", "set password = password('')"),
                new("flush privileges", "flush privileges"),
                new(
                    "by hand",
                    "insert ignore into mysql.db (host, db, user, select_priv) values ('%', 'by_hand', 'writer', 'Y')",
                    "flush privileges"
                ),
                new("view of another", "create or replace definer={user} view shop.owned as select a from shop.granted"),
            ]
        );
}
