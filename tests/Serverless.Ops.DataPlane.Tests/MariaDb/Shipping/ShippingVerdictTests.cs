using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Runs;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Window;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;

/// <summary>Errors of shipping for sources with wrong settings or state, and the result of two runs at once.</summary>
public sealed class ShippingVerdictTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preflight_NamesEveryGrantThatIsMissing()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.RunAsync(
            "REVOKE BINLOG MONITOR ON *.* FROM ops_ship@localhost",
            "REVOKE UPDATE ON serverless_ops.heartbeat FROM ops_ship@localhost"
        );

        OpsException error = await Should.ThrowAsync<MissingGrantException>(() => bench.ShipAsync());

        error.Message.ShouldContain("BINLOG MONITOR on *.* and UPDATE on serverless_ops.heartbeat");
        (await AllKeysAsync(bench)).ShouldNotContain(key => key.StartsWith("sets/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Preflight_OfAnAccountWithAGrantOfALongerName_NamesTheOneThatIsMissing()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.RunAsync(
            "REVOKE REPLICATION SLAVE ON *.* FROM ops_ship@localhost",
            "GRANT REPLICATION SLAVE ADMIN ON *.* TO ops_ship@localhost"
        );

        OpsException error = await Should.ThrowAsync<MissingGrantException>(() => bench.ShipAsync());

        error.Message.ShouldContain("REPLICATION SLAVE on *.*");
    }

    [Fact]
    public async Task Preflight_RefusesSettingsUnderWhichTheLogIsNotExact()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.RunAsync("SET GLOBAL binlog_format=MIXED");
        (await Should.ThrowAsync<BinlogFormatNotRowException>(() => bench.ShipAsync())).Message.ShouldContain("MIXED");
        await bench.RunAsync("SET GLOBAL binlog_format=ROW", "SET GLOBAL sync_binlog=0");
        (await Should.ThrowAsync<SourceSettingException>(() => bench.ShipAsync())).Message.ShouldContain("sync_binlog");
        await bench.RunAsync("SET GLOBAL sync_binlog=1");
        foreach (string image in (string[])["MINIMAL", "NOBLOB"])
        {
            await bench.RunAsync($"SET GLOBAL binlog_row_image={image}");
            (await Should.ThrowAsync<SourceSettingException>(() => bench.ShipAsync())).Message.ShouldContain(
                $"binlog_row_image is {image}"
            );
        }

        await bench.RunAsync("SET GLOBAL binlog_row_image=FULL", "SET GLOBAL binlog_checksum=NONE");
        (await Should.ThrowAsync<SourceSettingException>(() => bench.ShipAsync())).Message.ShouldContain("binlog_checksum is NONE");
        await bench.RunAsync("SET GLOBAL binlog_checksum=CRC32");
        bench.Options = bench.Options with { ServerId = 1 };
        await Should.ThrowAsync<ShipperServerIdTakenException>(() => bench.ShipAsync());
    }

    [Fact]
    public async Task AFileOfATimeWithoutChecksums_IsRefusedByName_AndWhatTheErrorSaysHelps()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.ShipAsync();
        // The change to NONE starts a new file, and so does the change back.
        await bench.RunAsync(
            "SET GLOBAL binlog_checksum=NONE",
            "INSERT INTO shop.t (v) VALUES ('without')",
            "SET GLOBAL binlog_checksum=CRC32",
            "INSERT INTO shop.t (v) VALUES ('with')"
        );

        BinlogWithoutChecksumsException error = await Should.ThrowAsync<BinlogWithoutChecksumsException>(() => bench.ShipAsync());

        error.Message.ShouldContain("mysql-bin.000002 was written without checksums");
        error.NextStep.ShouldStartWith("run on the source FLUSH BINARY LOGS, then PURGE BINARY LOGS TO 'mysql-bin.000003', ");
        await bench.PurgeToAsync("mysql-bin.000003");
        await Should.ThrowAsync<BinlogGapException>(() => bench.ShipAsync());
        await bench.ShipAsync();
        (await bench.ReadChainsAsync())[^1].To.Gtid.ShouldBe(await bench.AskAsync("SELECT @@gtid_binlog_pos"));
    }

    [Fact]
    public async Task WrongPassword_IsRefusedWithTheAccountsName()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        var shipper = new BinlogShipper(
            bench.Store,
            bench.Endpoint,
            ShippingBench.Shipper with
            {
                Password = new("no"),
            },
            bench.Options,
            TimeProvider.System,
            NoProgress.Instance
        );

        (await Should.ThrowAsync<AccountRefusedException>(() => shipper.ShipAsync("r", "fern", Token))).Message.ShouldContain("ops_ship");
    }

    [Fact]
    public async Task PurgedLogs_AreAGap_ThatFailsOnce_AndShippingGoesOnBehindIt()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.ShipAsync();
        await bench.RunAsync(
            "FLUSH BINARY LOGS",
            "INSERT INTO shop.t (v) VALUES ('never shipped')",
            "FLUSH BINARY LOGS",
            "INSERT INTO shop.t (v) VALUES ('shipped')"
        );
        await bench.PurgeToAsync("mysql-bin.000003");

        BinlogGapException gap = await Should.ThrowAsync<BinlogGapException>(() => bench.ShipAsync("with-gap"));
        gap.Message.ShouldContain("to mysql-bin.000003:4");
        (await Should.ThrowAsync<BinlogGapException>(() => bench.ShipAsync("with-gap"))).Message.ShouldBe(gap.Message);
        await bench.ShipAsync();

        IReadOnlyList<LogChain> chains = await bench.ReadChainsAsync();
        chains.Count.ShouldBe(2);
        chains[1].To.Gtid.ShouldBe(await bench.AskAsync("SELECT @@gtid_binlog_pos"));
    }

    // The set has the source's clock, the shipment that of the host. Neither decides whether log is missing.
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task LogPurgedBetweenADatabaseSetAndTheFirstShip_IsAGap_WhateverTheHostsClockSays(int daysAhead)
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        bench.Time = new ShiftedTime(TimeSpan.FromDays(daysAhead));
        DatabaseManifest set = await PutDatabaseSetAsync(bench);
        await bench.RunAsync(
            "INSERT INTO shop.t (v) VALUES ('never shipped')",
            "FLUSH BINARY LOGS",
            "INSERT INTO shop.t (v) VALUES ('shipped')"
        );
        await bench.PurgeToAsync("mysql-bin.000002");

        BinlogGapException gap = await Should.ThrowAsync<BinlogGapException>(() => bench.ShipAsync("first"));
        gap.Message.ShouldContain($"from mysql-bin.000001:{set.Coordinates.Position} to mysql-bin.000002:4");
        (await Should.ThrowAsync<BinlogGapException>(() => bench.ShipAsync("first"))).Message.ShouldBe(gap.Message);
        await bench.ShipAsync();
        await PutDatabaseSetAsync(bench, "mysql-bin.000002");
        (await Should.ThrowAsync<BinlogGapException>(() => bench.ShipAsync("first"))).Message.ShouldBe(gap.Message);

        (await bench.ReadChainsAsync()).ShouldHaveSingleItem().To.Gtid.ShouldBe(await bench.AskAsync("SELECT @@gtid_binlog_pos"));
        RecoveryWindow.Of(await bench.ReadCatalogueAsync()).Gaps.ShouldHaveSingleItem().After.ShouldBe(set.Coordinates);
    }

    [Fact]
    public async Task ResetLogs_AreAReusedName_OrASourceThatMovedBackwards()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.ShipAsync();
        string created = (await bench.ReadChainsAsync())[0].Segments[0].Entry.FileCreatedAt.ToUnixTimeSeconds().ToString();
        await Wait.UntilAsync(async () => await bench.AskAsync($"SELECT UNIX_TIMESTAMP() > {created} + 1") == "1");
        await bench.RunAsync("RESET MASTER");

        OpsException small = await Should.ThrowAsync<OpsException>(() => bench.ShipAsync());
        small.ShouldBeOfType<SourceMovedBackwardsException>();
        await bench.RunAsync("INSERT INTO shop.t (v) SELECT REPEAT('x', 100) FROM shop.seq_1_to_1000");
        (await Should.ThrowAsync<BinlogFileReusedException>(() => bench.ShipAsync())).Message.ShouldContain("mysql-bin.000001");
        (await bench.ReadCatalogueAsync()).BinlogSets.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ACopyOfTheSource_IsToldByItsServerId()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.ShipAsync();
        await bench.RestartAsync(kill: false, "server-id=77");

        (await Should.ThrowAsync<LineageCopiedException>(() => bench.ShipAsync())).Message.ShouldContain("is server 77");
    }

    [Fact]
    public async Task LogsThatLeaveOutTheHeartbeat_AreFound()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.RestartAsync(kill: false, "binlog-ignore-db=serverless_ops");

        (await Should.ThrowAsync<SourceSettingException>(() => bench.ShipAsync())).Message.ShouldContain("binlog_ignore_db");
    }

    [Fact]
    public async Task TwoRunsAtOnce_LeaveOneLineage()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        for (int round = 0; round < 5; round++)
        {
            await bench.RunAsync("INSERT INTO shop.t (v) SELECT REPEAT('x', 1000) FROM shop.seq_1_to_500");
            Exception?[] outcomes = await Task.WhenAll(
                Enumerable
                    .Range(0, 3)
                    .Select(i => Record.ExceptionAsync(() => bench.ShipAsync($"round-{round}-{i}")))
                    .Select(task => task.AsTask())
            );
            outcomes.Count(outcome => outcome is null).ShouldBeGreaterThanOrEqualTo(1);
            outcomes.ShouldAllBe(outcome => outcome == null || outcome is LeaseHeldException);
        }

        await ShouldBeOneWholeLineageAsync(bench);
    }

    [Fact]
    public async Task ARunThatLosesItsLeaseMidway_LeavesNoManifest_AndTheOtherRunsLineageStands()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.RunAsync("INSERT INTO shop.t (v) SELECT REPEAT('x', 1000) FROM shop.seq_1_to_500");
        var paused = new PausingStore(bench.Store);
        Task<ShipReport> first = bench.NewShipper(paused).ShipAsync("paused", "fern", Token);
        await paused.Reached.WaitAsync(Token);
        // Simulates a process that was suspended for longer than its lease. Another run takes the lease and ships.
        await bench.Store.DeleteAsync(new StoreKeys("fern").Lease(Job.Binlog), null, Token);
        await bench.ShipAsync("other");
        paused.Resume();

        OpsException error = await Should.ThrowAsync<TransientException>(() => first);
        error.GetType().ShouldBeOneOf(typeof(ChainMovedException), typeof(LeaseLostException), typeof(DumpEndedException));
        (await bench.ReadCatalogueAsync()).BinlogSets.ShouldHaveSingleItem().RunId.ShouldBe("other");
        await bench.ShipAsync("paused");
        await ShouldBeOneWholeLineageAsync(bench);
    }

    [Fact]
    public async Task ASessionThatSetsItsTimestamp_IsTold_AndIsNoBoundary()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.RunAsync(
            "INSERT INTO shop.t (v) VALUES ('before')",
            "SET timestamp = UNIX_TIMESTAMP() + 86400 * 700",
            "INSERT INTO shop.t (v) VALUES ('ahead')",
            "SET timestamp = UNIX_TIMESTAMP() - 86400 * 1400",
            "INSERT INTO shop.t (v) VALUES ('behind')",
            "SET timestamp = DEFAULT",
            "INSERT INTO shop.t (v) VALUES ('after')"
        );

        ShipReport report = await bench.ShipAsync();

        report.TimestampAnomalies.ShouldBe(2);
        SegmentEntry segment = (await bench.ReadCatalogueAsync()).BinlogSets[0].Segments[0];
        segment.Anomalies[0].Proof.ShouldContain("the source's own clock still showed");
        segment.Anomalies[1].Proof.ShouldContain("or a session set the time");
        segment.Seconds.ShouldAllBe(mark => mark.At <= report.ShippedThrough);
    }

    private static async Task<DatabaseManifest> PutDatabaseSetAsync(ShippingBench bench, string file = "mysql-bin.000001")
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        var set = new DatabaseManifest
        {
            Format = DatabaseManifest.CurrentFormat,
            SetId = StoreKeys.NewSetId(now),
            RunId = "set",
            Estate = "fern",
            StartedAt = now,
            SnapshotAt = now,
            FinishedAt = now,
            Lineage = new Lineage((await bench.AskAsync("SELECT id FROM serverless_ops.lineage"))!, 1, now),
            Coordinates = new BinlogCoordinates(
                file,
                new FileInfo(Path.Combine(bench.Server.Folder, "data", file)).Length,
                (await bench.AskAsync("SELECT @@gtid_binlog_pos"))!
            ),
            Server = new ServerDescription("10.11", new Dictionary<string, string>(StringComparer.Ordinal)),
            Schemas = [],
            Tables = [],
            Objects = [],
            LockCost = new LockCost(TimeSpan.Zero, TimeSpan.Zero, []),
            Restarts = 0,
        };
        await bench.Store.PutJsonAsync(
            StoreKeys.Manifest(Job.Database, set.SetId),
            set,
            ManifestJson.Default.DatabaseManifest,
            WriteCondition.IfAbsent,
            Token
        );
        return set;
    }

    private static async Task ShouldBeOneWholeLineageAsync(ShippingBench bench)
    {
        await bench.ShipAsync();
        LogChain chain = (await bench.ReadChainsAsync()).ShouldHaveSingleItem();
        chain.To.Gtid.ShouldBe(await bench.AskAsync("SELECT @@gtid_binlog_pos"));
        byte[] shipped = await bench.ReadShippedAsync("mysql-bin.000001");
        byte[] servers = bench.ReadServersFile("mysql-bin.000001");
        servers[4 + 17] &= 0xFE; // the server still has this file open, with its "in use" bit set
        shipped.AsSpan().SequenceEqual(servers).ShouldBeTrue();
    }

    private static async Task<IReadOnlyList<string>> AllKeysAsync(ShippingBench bench)
    {
        var keys = new List<string>();
        await foreach (ObjectDescription found in bench.Store.ListAsync("", Token))
        {
            keys.Add(found.Key);
        }

        return keys;
    }
}
