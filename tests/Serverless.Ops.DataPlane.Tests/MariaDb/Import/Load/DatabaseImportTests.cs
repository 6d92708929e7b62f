using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Import.Load;
using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import.Load;

[Slow]
public sealed class DatabaseImportTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IAsyncLifetime
{
    private readonly RoundTrip trip = new();
    private readonly TestServer target = servers.Target;
    private DatabaseManifest manifest = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task StoreAsync(DatabaseManifest changed) =>
        trip.Store.PutJsonAsync(
            StoreKeys.Manifest(Job.Database, changed.SetId),
            changed,
            ManifestJson.Default.DatabaseManifest,
            WriteCondition.None,
            Token
        );

    private string Chunk => StoreKeys.Set(Job.Database, manifest.SetId) + manifest.Tables.Single(table => table.Name == "t").Chunks[1].Name;

    public async ValueTask InitializeAsync()
    {
        await target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync(
            "create or replace server elsewhere foreign data wrapper mysql options (host 'h', password 'p'); "
                + "grant select on d.* to PUBLIC; create or replace user root@'10.9.%' identified by 'far away';"
                + "create or replace database d comment 'of d'; use d; "
                + "create table t (a int auto_increment primary key, b varchar(200), key (b)); "
                + "insert into t (b) select md5(seq) from seq_1_to_3000; analyze table t",
            Token
        );
        manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);
    }

    public ValueTask DisposeAsync()
    {
        trip.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Target_IsLeftDurable_WithItsOtherSettings_NothingLogged_AndItsSchedulerOff()
    {
        await target.ExecuteAsync(
            "set global innodb_flush_log_at_trx_commit=2, sync_binlog=0, innodb_io_capacity=321, local_infile=0, event_scheduler=on",
            Token
        );
        string gtid = (await target.ScalarAsync("select concat(@@gtid_binlog_pos, '|', @@gtid_current_pos)", Token))!;

        await trip.ImportAsync(target, manifest.SetId, Token);

        (await target.ScalarAsync("select concat_ws(',', @@innodb_flush_log_at_trx_commit, @@sync_binlog)", Token)).ShouldBe("1,1");
        (await target.ScalarAsync("select concat_ws(',', @@innodb_io_capacity, @@global.local_infile)", Token)).ShouldBe("321,OFF");
        (await target.ScalarAsync("select concat(@@gtid_binlog_pos, '|', @@gtid_current_pos)", Token)).ShouldBe(gtid);
        (await target.ScalarAsync("select @@global.event_scheduler", Token)).ShouldBe("OFF");
    }

    [Fact]
    public async Task TargetWithoutItsDoublewriteBuffer_IsAWarningOfTheImportAndOfItsReport()
    {
        await using TestServer torn = await TestServer.StartTargetAsync(Token, "innodb-doublewrite=OFF");
        var request = new ImportRequest(
            "torn",
            await RoundTrip.PlannedAsync(trip.Store, manifest.SetId, Token),
            torn.Endpoint,
            TestServer.TargetAccount
        );

        ImportResult result = await new DatabaseImport(trip.Store, NoProgress.Instance, new ImportOptions()).RunAsync(request, Token);
        ImportReport report = await new ImportVerification(trip.Store, NoProgress.Instance, new ImportOptions()).RunAsync(request, Token);

        result
            .Warnings.ShouldNotBeNull()
            .ShouldHaveSingleItem()
            .ShouldContain("restart the server with innodb_doublewrite=ON before it serves production");
        report.Warnings.ShouldBe(result.Warnings);
        report.Good.ShouldBeTrue("a setting of the server is no difference in its data");
        ImportRequest sound = request with { RunId = "sound", Target = target.Endpoint };
        (await new DatabaseImport(trip.Store, NoProgress.Instance, new ImportOptions()).RunAsync(sound, Token))
            .Warnings.ShouldNotBeNull()
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task TargetThatIsNotEmpty_IsRefused_AndLeftAlone()
    {
        await target.ExecuteAsync("create database precious; create table precious.t (a int); create user somebody@localhost", Token);

        TargetNotEmptyException error = await Should.ThrowAsync<TargetNotEmptyException>(() =>
            trip.ImportAsync(target, manifest.SetId, Token)
        );

        error.Message.ShouldContain("database precious");
        error.Message.ShouldContain("account somebody@localhost");
        (
            await target.ScalarAsync(
                "select count(*) from information_schema.schemata where schema_name in ('d', 'serverless_ops_restore')",
                Token
            )
        ).ShouldBe("0");
    }

    [Theory]
    [InlineData("create server somewhere foreign data wrapper mysql options (host 'h')", "server somewhere")]
    [InlineData("grant select on mysql.* to PUBLIC", "grants PUBLIC")]
    [InlineData("create user root@'10.8.%'", "account root@10.8.%")]
    [InlineData("create user ''@localhost", "account @localhost")]
    [InlineData("insert into mysql.db (host, db, user, select_priv) values ('%', 'd', '', 'Y'); flush privileges", "grants @%")]
    public async Task TargetThatHoldsSomethingOfNoDatabase_IsRefused(string made, string found)
    {
        await target.ExecuteAsync(made, Token);

        (await Should.ThrowAsync<TargetNotEmptyException>(() => trip.ImportAsync(target, manifest.SetId, Token))).Message.ShouldContain(
            found
        );
    }

    [Fact]
    public async Task ImportThatWasCutAtItsVeryEnd_IsCleanedAwayAndDoneAgain()
    {
        await servers.Source.ExecuteAsync(
            "create or replace role cut_role; grant cut_role to PUBLIC with admin option; "
                + "create or replace user named@host; grant select on d.* to named@host; "
                + "insert into mysql.db (host, db, user, select_priv) values ('%', 'd', 'ghost', 'Y'); flush privileges",
            Token
        );
        manifest = await trip.DumpAsync(servers.Source, "backup-2", Token);
        await servers.Source.ExecuteAsync(
            "delete from mysql.db where user = 'ghost'; flush privileges; drop role cut_role; drop user named@host",
            Token
        );
        await StoreAsync(
            manifest with
            {
                Objects = [.. manifest.Objects, new SchemaObject("grants", "", "z@z", ["GRANT NONSENSE"], "", "", "")],
            }
        );
        await Should.ThrowAsync<ServerErrorException>(() => trip.ImportAsync(target, manifest.SetId, Token));
        (await target.ScalarAsync("select count(*) from mysql.servers", Token)).ShouldBe("1");
        await StoreAsync(manifest);

        await trip.ImportAsync(target, manifest.SetId, Token);

        (await trip.VerifyAsync(target, manifest.SetId, Token)).Good.ShouldBeTrue();
    }

    [Fact]
    public async Task RolesOfARestoredServer_CanBeGrantedByItsRoot_WhoGetsInAsBefore()
    {
        await servers.Source.ExecuteAsync(
            "create or replace role passed; set password for root@'127.0.0.1' = password('the source''s')",
            Token
        );
        manifest = await trip.DumpAsync(servers.Source, "backup-2", Token);
        await servers.Source.ExecuteAsync("drop role passed; set password for root@'127.0.0.1' = ''", Token);
        const string Ours =
            "select group_concat(host, json_value(priv, '$.authentication_string') order by host) "
            + "from mysql.global_priv where user = 'root' and host <> '10.9.%'";
        string? before = await target.ScalarAsync(Ours, Token);

        await trip.ImportAsync(target, manifest.SetId, Token);

        await target.ExecuteAsync("grant passed to root@'10.9.%'", Token);
        (await target.ScalarAsync(Ours, Token)).ShouldBe(before);
    }

    // The test removes from the manifest what older sets lack: server definitions, grants to PUBLIC, comments and notCarried.
    [Fact]
    public async Task OlderSet_IsReadImportedAndVerified()
    {
        string key = StoreKeys.Manifest(Job.Database, manifest.SetId);
        JsonNode json = JsonNode.Parse(await trip.Store.ReadAllBytesAsync(key, 1 << 24, Token))!;
        json.AsObject().Remove("notCarried").ShouldBeTrue();
        foreach (JsonNode? schema in json["schemas"]!.AsArray())
        {
            schema!.AsObject().Remove("comment").ShouldBeTrue();
        }

        JsonArray objects = json["objects"]!.AsArray();
        foreach (JsonNode? item in objects.ToArray())
        {
            JsonArray statements = item!["statements"]!.AsArray();
            if (item["kind"]!.GetValue<string>() is "server" or "grants")
            {
                objects.Remove(item);
            }
            else if (item["kind"]!.GetValue<string>() == "account")
            {
                statements.RemoveAt(statements.Count - 1);
                statements[^1]!.GetValue<string>().ShouldStartWith("UPDATE mysql.global_priv");
                statements.RemoveAt(statements.Count - 1);
            }
        }

        await trip.Store.PutBytesAsync(key, Encoding.UTF8.GetBytes(json.ToJsonString()), WriteCondition.None, Token);

        await trip.ImportAsync(target, manifest.SetId, Token);

        (await trip.VerifyAsync(target, manifest.SetId, Token)).Good.ShouldBeTrue();
    }

    [Theory]
    [InlineData(
        "account",
        "root@10.9.%",
        "CREATE USER `root`@`10.9.%` IDENTIFIED VIA mysql_native_password USING '' OR ed25519 USING 'OR x'",
        "plugin ed25519"
    )]
    [InlineData("event", "e", "SET time_zone = 'Mars/Base'", "time zone 'Mars/Base'")]
    [InlineData("library function", "f", "CREATE FUNCTION `f` RETURNS INTEGER SONAME 'no_such.so'", "library of function f")]
    public async Task TargetThatLacksWhatTheSetNeeds_IsRefusedBeforeRowsAreLoaded(string kind, string name, string statement, string named)
    {
        await StoreAsync(
            manifest with
            {
                Objects =
                [
                    .. manifest.Objects.Where(item => item.Name != name),
                    new SchemaObject(kind, kind == "event" ? "d" : "", name, [statement], "", "", ""),
                ],
            }
        );

        (await Should.ThrowAsync<IncompatibleTargetException>(() => trip.ImportAsync(target, manifest.SetId, Token))).Message.ShouldContain(
            named
        );

        (await target.ScalarAsync("select count(*) from information_schema.schemata where schema_name = 'd'", Token)).ShouldBe("0");
    }

    [Fact]
    public async Task FunctionOfALibrary_IsCarried()
    {
        // Any library will do. This one is on every machine that runs these tests.
        string library = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.so");
        DirectoryInfo plugins = Directory.CreateTempSubdirectory("ops-plugins-");
        File.Copy(library, Path.Combine(plugins.FullName, "native.so"));
        string[] settings = [$"plugin-dir={plugins.FullName}", "allow-suspicious-udfs=ON"];
        await using TestServer source = await TestServer.StartSourceAsync(Token, settings);
        await using TestServer restored = await TestServer.StartTargetAsync(Token, settings);
        await source.ExecuteAsync(
            "create function SystemNative_GetPid returns integer soname 'native.so'; "
                + "create function SystemNative_GetEUid returns string soname 'native.so'",
            Token
        );
        manifest = await trip.DumpAsync(source, "backup-3", Token);

        await trip.ImportAsync(restored, manifest.SetId, Token);

        (await trip.VerifyAsync(restored, manifest.SetId, Token)).Good.ShouldBeTrue();
        await restored.ExecuteAsync("drop function SystemNative_GetEUid", Token);
        (await Should.ThrowAsync<ImportMismatchException>(() => trip.VerifyAsync(restored, manifest.SetId, Token))).Message.ShouldContain(
            "library function SystemNative_GetEUid is missing"
        );
        plugins.Delete(recursive: true);
    }

    [Fact]
    public async Task SetWithoutManifest_IsNoSet()
    {
        await trip.Store.DeleteAsync(StoreKeys.Manifest(Job.Database, manifest.SetId), null, Token);

        (await Should.ThrowAsync<SetWithoutManifestException>(() => trip.ImportAsync(target, manifest.SetId, Token))).Message.ShouldContain(
            manifest.SetId
        );
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("flipped")]
    [InlineData("longer")]
    [InlineData("other")]
    public async Task DamagedChunk_IsNamed_AndNothingOfItIsLoaded(string damage)
    {
        byte[] bytes = await trip.Store.ReadAllBytesAsync(Chunk, 1 << 20, Token);
        byte[] damaged = damage switch
        {
            "truncated" => bytes[..^20],
            "flipped" => [.. bytes.Select((value, i) => i == bytes.Length / 2 ? (byte)(value ^ 0x10) : value)],
            "longer" => [.. bytes, 0],
            _ => await trip.Store.ReadAllBytesAsync(
                StoreKeys.Set(Job.Database, manifest.SetId) + manifest.Tables.Single(table => table.Name == "t").Chunks[0].Name,
                1 << 20,
                Token
            ),
        };
        await trip.Store.PutBytesAsync(Chunk, damaged, WriteCondition.None, Token);

        ChunkDamagedException error = await Should.ThrowAsync<ChunkDamagedException>(() => trip.ImportAsync(target, manifest.SetId, Token));

        error.Message.ShouldContain(Chunk);
    }

    [Fact]
    public async Task ImportThatWasCut_StartedAgain_Succeeds_AndAnotherRunIsRefused()
    {
        byte[] bytes = await trip.Store.ReadAllBytesAsync(Chunk, 1 << 20, Token);
        await trip.Store.PutBytesAsync(Chunk, bytes.AsMemory(0, bytes.Length - 9), WriteCondition.None, Token);
        await Should.ThrowAsync<ChunkDamagedException>(() => trip.ImportAsync(target, manifest.SetId, Token));
        await trip.Store.PutBytesAsync(Chunk, bytes, WriteCondition.None, Token);

        await Should.ThrowAsync<TargetNotEmptyException>(() => trip.ImportAsync(target, manifest.SetId, Token, "restore-2"));
        ImportResult result = await trip.ImportAsync(target, manifest.SetId, Token);

        (await trip.VerifyAsync(target, manifest.SetId, Token)).Good.ShouldBeTrue();
        ImportResult again = await trip.ImportAsync(target, manifest.SetId, Token);
        (again.SetId, again.Rows, again.Seconds).ShouldBe(
            (result.SetId, result.Rows, result.Seconds),
            "the second call returns the first result"
        );
        await Should.ThrowAsync<TargetNotEmptyException>(() => trip.ImportAsync(target, manifest.SetId, Token, "restore-2"));
    }

    [Fact]
    public async Task RowsThatDoNotFit_AreFatal()
    {
        string key = StoreKeys.Manifest(Job.Database, manifest.SetId);
        TableEntry table = manifest.Tables.Single(entry => entry.Name == "t");
        DatabaseManifest narrower = manifest with
        {
            Tables =
            [
                table with
                {
                    CreateStatement = table.CreateStatement.Replace("varchar(200)", "varchar(10)", StringComparison.Ordinal),
                },
            ],
            Schemas = [.. manifest.Schemas.Where(schema => schema.Name == "d")],
        };
        await trip.Store.PutJsonAsync(key, narrower, ManifestJson.Default.DatabaseManifest, WriteCondition.None, Token);

        ImportWarningException error = await Should.ThrowAsync<ImportWarningException>(() =>
            trip.ImportAsync(target, manifest.SetId, Token)
        );

        error.Message.ShouldContain("`d`.`t`");
        error.Message.ShouldContain("Data truncated for column 'b'");
    }

    [Theory]
    [InlineData("update d.t set b = 'x' where a = 7", "digest")]
    [InlineData("delete from d.t where a = 7", "2999 rows instead of 3000")]
    [InlineData("alter table d.t drop key b", "CREATE statement")]
    [InlineData("drop table d.t", "it is missing")]
    [InlineData("create table d.more (a int)", "`d`.`more`: it is not in the set")]
    [InlineData("alter table d.t auto_increment=1; alter table d.t auto_increment=5000", "")]
    [InlineData("create view d.v as select 1", "view d.v is not in the set")]
    [InlineData("drop user ops_shipper@localhost", "account ops_shipper@localhost is missing")]
    [InlineData("grant select on d.* to ops_shipper@localhost", "account ops_shipper@localhost differs")]
    [InlineData("alter database d character set latin1", "database d")]
    [InlineData("alter database d comment 'of nobody'", "database d")]
    [InlineData("alter database d comment ''", "database d")]
    [InlineData("alter server elsewhere options (password 'q')", "server elsewhere differs")]
    [InlineData("drop server elsewhere", "server elsewhere is missing")]
    [InlineData("create server more foreign data wrapper mysql options (host 'h')", "server more is not in the set")]
    [InlineData("revoke select on d.* from PUBLIC", "grants PUBLIC is missing")]
    [InlineData("grant insert on d.* to PUBLIC", "grants PUBLIC differs")]
    [InlineData("create role r; grant r to PUBLIC", "grants PUBLIC differs")]
    [InlineData("set password for root@'10.9.%' = password('stolen')", "account root@10.9.% differs")]
    [InlineData("create user root@'10.8.%'", "account root@10.8.% is not in the set")]
    [InlineData("create user ''@'%'", "account @% is not in the set")]
    [InlineData("grant proxy on nobody to root@'10.9.%'", "account root@10.9.% differs")]
    [InlineData("alter user root@'10.9.%' password expire", "account root@10.9.% differs")]
    [InlineData(
        "update mysql.global_priv set priv = json_set(priv, '$.password_last_changed', 1) where host = '10.9.%'",
        "account root@10.9.% differs"
    )]
    [InlineData(
        "insert into mysql.db (host, db, user, select_priv) values ('%', 'd', '', 'Y'); flush privileges",
        "grants @% is not in the set"
    )]
    [InlineData("set password for root@'127.0.0.1' = password('ours')", "")]
    public async Task TargetThatDiffers_IsToldApart(string change, string difference)
    {
        await trip.ImportAsync(target, manifest.SetId, Token);
        await target.ExecuteAsync(change, Token);

        if (difference.Length == 0)
        {
            (await trip.VerifyAsync(target, manifest.SetId, Token)).Good.ShouldBeTrue();
            return;
        }

        ImportMismatchException error = await Should.ThrowAsync<ImportMismatchException>(() =>
            trip.VerifyAsync(target, manifest.SetId, Token)
        );
        error.Message.ShouldContain(difference);
        ImportReport report = await trip.Store.ReadJsonAsync(
            new StoreKeys("fern").Restore("restore-1", "import-report.json"),
            ImportReportJson.Default.ImportReport,
            Token
        );
        report.Good.ShouldBeFalse();
    }
}
