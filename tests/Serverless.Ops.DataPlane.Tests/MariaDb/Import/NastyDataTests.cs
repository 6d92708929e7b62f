using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

[Slow]
public sealed class NastyDataTests
{
    // The verification reads source and target with the same code, so it cannot see what that code overlooks. The server's own tables can.
    // Not compared: the server's own accounts, who granted, and when. A password lifetime of -1 is the default.
    private static readonly string[] ServerTables =
    [
        Rows(
            "global_priv",
            "json_normalize(json_remove(priv, '$.version_id', "
                + "if(json_value(priv, '$.password_lifetime') = -1, '$.password_lifetime', '$.version_id')))"
        ),
        Rows(
            "db",
            "db.db, select_priv, insert_priv, update_priv, delete_priv, create_priv, drop_priv, grant_priv, execute_priv, "
                + "event_priv, trigger_priv"
        ),
        Rows("tables_priv", "db, table_name, table_priv, column_priv"),
        Rows("columns_priv", "db, table_name, column_name, column_priv"),
        Rows("procs_priv", "db, routine_name, routine_type, proc_priv"),
        Rows("proxies_priv", "proxied_host, proxied_user, with_grant"),
        Rows("roles_mapping", "role, admin_option"),
        "select group_concat(concat_ws('|', server_name, host, db, username, password, port, socket, wrapper, owner) order by server_name) "
            + "from mysql.servers",
        "select group_concat(concat_ws('|', schema_name, default_collation_name, schema_comment) order by schema_name) "
            + "from information_schema.schemata where schema_name not in ('serverless_ops_restore')",
        "select group_concat(concat_ws('|', db, name, type, definer, security_type, sql_data_access, is_deterministic, comment, sql_mode, "
            + "character_set_client, collation_connection, db_collation, aggregate, md5(body_utf8)) "
            + "order by db, name, type separator '\n') from mysql.proc",
        "select group_concat(concat_ws('|', db, name, definer, status, execute_at, interval_value, starts, ends, on_completion, "
            + "originator > 0, comment, sql_mode, time_zone, db_collation, md5(body_utf8)) "
            + "order by db, name separator '\n') from mysql.event",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // With skip-name-resolve the server ignores accounts whose host is a name.
    [Theory]
    [InlineData("skip-name-resolve=OFF")]
    [InlineData("skip-name-resolve=ON")]
    public async Task EveryTypeAndObject_AfterDumpAndImport_IsTheSame(string names)
    {
        await using TestServer source = await TestServer.StartSourceAsync(Token, names);
        await using TestServer target = await TestServer.StartTargetAsync(Token, "log-bin=target-bin", names);
        await source.RunClientAsync(
            await File.ReadAllTextAsync(Repository.PathOf("tests/Serverless.Ops.DataPlane.Tests/MariaDb/nasty.sql"), Token),
            Token
        );
        using var trip = new RoundTrip();

        DatabaseManifest manifest = await trip.DumpAsync(source, "backup-1", Token);
        ImportResult imported = await trip.ImportAsync(target, manifest.SetId, Token);
        ImportReport report = await trip.VerifyAsync(target, manifest.SetId, Token);

        report.Good.ShouldBeTrue();
        imported.Rows.ShouldBe(manifest.Tables.Sum(table => table.Rows));
        manifest.Tables.Single(table => table.Name == "tabMember").Chunks.Count.ShouldBeGreaterThan(2);
        manifest.Tables.Single(table => table.Name == "composite").Chunks.Count.ShouldBeGreaterThan(2);
        foreach (string rows in ServerTables)
        {
            (await target.ScalarAsync(rows, Token)).ShouldBe(await source.ScalarAsync(rows, Token), rows);
        }

        manifest.LockCost.NonTransactionalTables.ShouldContain("frappe site.__global_search");
    }

    [Fact]
    public async Task ServerThatCutsAnswers_IsBackedUpWhole()
    {
        await using TestServer source = await TestServer.StartSourceAsync(Token);
        await source.ExecuteAsync(
            "create database cut; use cut; create table t (id int primary key); insert into t select seq from seq_1_to_9000; "
                + "set global sql_select_limit = 3",
            Token
        );
        using var trip = new RoundTrip();

        DatabaseManifest manifest = await trip.DumpAsync(source, "backup-1", Token);

        manifest.Tables.Single(table => table.Name == "t").Rows.ShouldBe(9000);
        manifest.Objects.Count(item => item.Kind == "account").ShouldBe(2);
    }

    private static string Rows(string table, string columns) =>
        $"select group_concat(concat_ws('|', user, {table}.host, {columns}) order by user, {table}.host, {columns} separator '\n') "
        + $"from mysql.{table} where user not in ('mariadb.sys', 'ops_target') "
        // One server stores this account's properties as {}, the other stores the same defaults in full. The verification compares them.
        + "and not (user = '' and host = 'localhost') "
        + "and not (user = 'root' and host in ('localhost', '127.0.0.1', '::1', lower(@@hostname)))";
}
