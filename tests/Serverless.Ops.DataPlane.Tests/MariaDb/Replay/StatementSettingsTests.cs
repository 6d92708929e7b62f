using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>
/// Statements whose result depends on the source's settings, and targets that cannot have these settings.
/// </summary>
public sealed class StatementSettingsTests
{
    private static readonly string[] AZone =
    [
        "SET sql_log_bin=0",
        "INSERT INTO mysql.time_zone VALUES (1,'N')",
        "INSERT INTO mysql.time_zone_name VALUES ('Test/Zone',1)",
        "INSERT INTO mysql.time_zone_transition_type VALUES (1,0,7200,0,'TST')",
        "SET sql_log_bin=1",
    ];

    private static readonly string[] VirtualOfTimestamp =
    [
        "CREATE TABLE shop.g (id INT PRIMARY KEY, ts TIMESTAMP, d DATE AS (CAST(ts AS DATE)) VIRTUAL, KEY d (d))",
        "INSERT INTO shop.g (id, ts) VALUES (1, '2026-01-02 01:00:00'), (2, '2026-01-02 02:00:00')",
        "UPDATE shop.g SET ts = ts + INTERVAL 1 HOUR",
        "DELETE FROM shop.g WHERE id = 2",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheSourcesDefaults_HoldForTheLogsStatements()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync("innodb-strict-mode=OFF", "default-storage-engine=Aria", "old-mode=");
        await bench.Source.RunAsync(
            "CREATE TABLE shop.plain (id INT, v VARCHAR(9) CHARACTER SET utf8)",
            "CREATE TABLE shop.lax (id INT) ENGINE=InnoDB KEY_BLOCK_SIZE=3",
            "CREATE TABLE shop.kept (a INT) ENGINE=InnoDB WITH SYSTEM VERSIONING",
            "SET system_versioning_alter_history=KEEP",
            "ALTER TABLE shop.kept ADD COLUMN b INT"
        );
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        await bench.ReplayAsync(await bench.PlanToEndAsync(), target);

        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task AccountsGrantsAndComments_OfTheLog_AreTheSources()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync(
            "CREATE ROLE lent",
            "GRANT lent TO PUBLIC WITH ADMIN OPTION",
            "GRANT SELECT, INSERT ON shop.* TO PUBLIC",
            "GRANT SELECT (id) ON shop.t TO PUBLIC",
            "REVOKE INSERT ON shop.* FROM PUBLIC",
            "CREATE USER some@'10.%' IDENTIFIED BY 'x' REQUIRE SSL WITH MAX_USER_CONNECTIONS 3 ACCOUNT LOCK PASSWORD EXPIRE INTERVAL 9 DAY",
            "GRANT lent TO some@'10.%'",
            "SET DEFAULT ROLE lent FOR some@'10.%'",
            "GRANT PROXY ON other TO some@'10.%' WITH GRANT OPTION",
            "CREATE USER root@'10.%' IDENTIFIED VIA mysql_native_password OR unix_socket",
            "CREATE DATABASE remarked COMMENT 'it''s'",
            "ALTER DATABASE shop COMMENT 'sold'"
        );
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        await bench.ReplayAsync(await bench.PlanToEndAsync(), target);

        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task TheSourcesDefaultRowFormat_HoldsForTheLogsTables_AndTheTargetsIsBackAfterwards()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync("innodb-default-row-format=compact");
        await bench.Source.RunAsync(
            "CREATE TABLE shop.plain (id INT)",
            "CREATE TABLE shop.named (id INT) ROW_FORMAT=REDUNDANT",
            "SET GLOBAL innodb_default_row_format=redundant"
        );
        await bench.Source.ShipAsync();
        RestorePlan plan = WithVariable(await bench.PlanToEndAsync(), "innodb_default_row_format", "compact");
        MariaDbServer target = await bench.StartTargetAsync();

        await bench.ReplayAsync(plan, target);

        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        (
            await root.QueryStringsAsync(
                "SELECT TABLE_NAME, ROW_FORMAT FROM information_schema.TABLES "
                    + "WHERE TABLE_SCHEMA = 'shop' AND TABLE_NAME IN ('named', 'plain', 't') ORDER BY 1",
                Token
            )
        )
            .Select(row => string.Join(' ', row))
            .ShouldBe(["named Redundant", "plain Compact", "t Compact"]);
        (await root.QueryStringsAsync("SELECT @@global.innodb_default_row_format", Token))[0][0].ShouldBe("dynamic");
    }

    [Fact]
    public async Task AReplayThatWasCut_PutsTheRowFormatBackThatItFoundAtItsBeginning()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync("innodb-default-row-format=compact");
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        await bench.ReplayAsync(plan, target);
        await RunAsync(target, "SET GLOBAL innodb_default_row_format=compact"); // a killed client leaves this value

        await bench.ReplayAsync(plan, target);

        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        (await root.QueryStringsAsync("SELECT @@global.innodb_default_row_format", Token))[0][0].ShouldBe("dynamic");
    }

    [Theory]
    [InlineData("slave_exec_mode", "IDEMPOTENT", "STRICT")]
    [InlineData("slave_type_conversions", "ALL_LOSSY,ALL_NON_LOSSY", "")]
    [InlineData("slave_run_triggers_for_rbr", "YES", "NO")]
    public async Task ATargetThatWouldBendRows_IsRefusedBeforeAnyWrite(string name, string value, string needed)
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        await RunAsync(target, $"SET GLOBAL {name}='{value}'");

        TargetSettingException error = await Should.ThrowAsync<TargetSettingException>(() => bench.ReplayAsync(plan, target));

        error.Message.ShouldContain($"{name} is '{value}'");
        error.NextStep.ShouldContain($"SET GLOBAL {name}='{needed}'");
        await ReplayBench.ShouldBeUntouchedAsync(target);
    }

    [Fact]
    public async Task RowsOfAnIndexedVirtualColumn_FollowTheSourcesGlobalTimeZone()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync("default-time-zone=+05:30");
        await bench.Source.RunAsync(VirtualOfTimestamp);
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        await bench.ReplayAsync(await bench.PlanToEndAsync(), target);

        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(target), ShippingBench.Root, Token);
        await root.ExecuteAsync("SET time_zone='+05:30'", Token);
        (await root.QueryStringsAsync("SELECT id FROM shop.g FORCE INDEX (d) WHERE d = '2026-01-02'", Token))
            .ShouldHaveSingleItem()[0]
            .ShouldBe("1");
    }

    [Fact]
    public async Task RowsOfAnIndexedVirtualColumn_OfASessionWithAnotherZone_AreRefusedWithAWayThatWorks()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync(["SET time_zone='+05:30'", .. VirtualOfTimestamp]);
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        IndexDoesNotFitRowException error = await Should.ThrowAsync<IndexDoesNotFitRowException>(() => bench.ReplayAsync(plan, target));

        error.Message.ShouldContain("'g'");
        error.NextStep.ShouldContain("DROP KEY");
        await RunAsync(target, "SET sql_log_bin=0", "ALTER TABLE shop.g DROP KEY d");
        await bench.ReplayAsync(plan, target);
        await RunAsync(target, "SET sql_log_bin=0", "SET time_zone='+05:30'", "ALTER TABLE shop.g ADD KEY d (d)");
        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task AStatementThatTheTargetRefuses_LeavesTheCursorBeforeIt_AndARetryAfterAMendWorks()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync("CREATE TABLE shop.late (id INT PRIMARY KEY)", "INSERT INTO shop.late VALUES (1)");
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        await RunAsync(target, "CREATE DATABASE shop");

        for (int i = 0; i < 2; i++)
        {
            (await Should.ThrowAsync<ServerErrorException>(() => bench.ReplayAsync(plan, target))).Number.ShouldBe(1007);
        }

        await RunAsync(target, "DROP DATABASE shop");
        await bench.ReplayAsync(plan, target);
        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task ANamedTimeZone_ThatTheTargetDoesNotKnow_IsNamedBeforeAnyWrite()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync([
            .. AZone,
            "SET time_zone='Test/Zone'",
            "CREATE TABLE shop.zoned (at TIMESTAMP NOT NULL DEFAULT '2026-07-01 00:00:00')",
        ]);
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        UnknownTimeZoneException error = await Should.ThrowAsync<UnknownTimeZoneException>(() => bench.ReplayAsync(plan, target));

        error.Message.ShouldContain("'Test/Zone'");
        error.NextStep.ShouldContain("mariadb-tzinfo-to-sql");
        await ReplayBench.ShouldBeUntouchedAsync(target);
        await RunAsync(target, AZone);
        await bench.ReplayAsync(plan, target);
        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task TheSystemsTimeZone_IsTheSources_OrIsRefusedBeforeAnyWrite()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync("CREATE TABLE shop.zoned (at TIMESTAMP NOT NULL DEFAULT '2026-07-01 00:00:00')");
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        plan.SourceVariables!["system_time_zone"].ShouldBe(await bench.Source.AskAsync("SELECT @@system_time_zone"));
        MariaDbServer target = await bench.StartTargetAsync();

        (
            await Should.ThrowAsync<SystemTimeZoneException>(() => bench.ReplayAsync(WithVariable(plan, "system_time_zone", "CET"), target))
        ).Message.ShouldContain("CET");

        await ReplayBench.ShouldBeUntouchedAsync(target);
        await bench.ReplayAsync(plan, target);
        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }

    [Fact]
    public async Task ATargetThatRunsEvents_IsRefused_ByReplayAndByItsVerification()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();
        await RunAsync(target, "SET GLOBAL event_scheduler=ON"); // the import sets OFF

        await Should.ThrowAsync<EventSchedulerOnException>(() => bench.ReplayAsync(plan, target));

        await ReplayBench.ShouldBeUntouchedAsync(target);
        await RunAsync(target, "SET GLOBAL event_scheduler=OFF");
        await bench.ReplayAsync(plan, target);
        await RunAsync(target, "SET GLOBAL event_scheduler=ON");
        await Should.ThrowAsync<EventSchedulerOnException>(() =>
            bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token)
        );
    }

    [Fact]
    public async Task ATargetWhosePacketsCannotHoldABatch_IsRefusedBeforeAnyWrite()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync("max-allowed-packet=2M");

        await Should.ThrowAsync<TargetPacketTooSmallException>(() => bench.ReplayAsync(plan, target));

        await ReplayBench.ShouldBeUntouchedAsync(target);
    }

    private static async Task RunAsync(MariaDbServer server, params string[] statements)
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(ReplayBench.EndpointOf(server), ShippingBench.Root, Token);
        foreach (string statement in statements)
        {
            await root.ExecuteAsync(statement, Token);
        }
    }

    private static RestorePlan WithVariable(RestorePlan plan, string name, string value) =>
        plan with
        {
            SourceVariables = new Dictionary<string, string>(plan.SourceVariables!, StringComparer.Ordinal) { [name] = value },
        };
}
