using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>
/// Everything in a log that no replay can apply: the shipment notes it, the plan refuses it and names the last place before it, and for a
/// log that an older version shipped, the check before the import does.
/// </summary>
[Slow]
public sealed class UnreplayableChangeTests
{
    private static readonly (string Told, string[] Statements)[] Kinds =
    [
        (
            "an XA transaction",
            ["XA START 'x'", "INSERT INTO shop.t (v) VALUES ('secret')", "XA END 'x'", "XA PREPARE 'x'", "XA COMMIT 'x'"]
        ),
        ("one half of an ALTER (binlog_alter_two_phase=ON)", ["SET binlog_alter_two_phase=ON", "ALTER TABLE shop.t ADD x INT"]),
        (
            "a LOAD DATA that is logged as a statement",
            ["SET binlog_format=STATEMENT", "LOAD DATA INFILE '{folder}/lines.txt' INTO TABLE shop.t (v)"]
        ),
        (
            "a temporary table from a session in statement format",
            ["SET binlog_format=STATEMENT", "CREATE /* a comment */ TEMPORARY TABLE shop.tt (a INT)"]
        ),
        (
            "a statement with a user variable of a decimal value",
            ["SET binlog_format=STATEMENT", "SET @d = 1.5", "INSERT INTO shop.t (v) VALUES (@d)"]
        ),
        (
            "a statement that may change the estate together with what a restore does not carry or leaves alone",
            [
                "CREATE DATABASE serverless_ops_restore",
                "CREATE TABLE serverless_ops_restore.secret (a INT)",
                "RENAME TABLE serverless_ops_restore.secret TO shop.kept",
            ]
        ),
        (
            "a statement that may change the estate together with what a restore does not carry or leaves alone",
            ["CREATE USER secret@'%'", "CREATE USER healthcheck@localhost", "DROP USER secret@'%', healthcheck@localhost"]
        ),
        (
            "a statement on a sequence while a session had a temporary one of that name",
            ["CREATE SEQUENCE shop.secret", "CREATE TEMPORARY SEQUENCE shop.secret", "USE shop", "ALTER SEQUENCE secret RESTART 100"]
        ),
        (
            "one change to rows of mysql.global_priv of both the estate's accounts and a server's own",
            [
                "CREATE USER secret@'%'",
                "UPDATE mysql.global_priv SET Priv = JSON_SET(Priv, '$.max_connections', 9) WHERE User IN ('secret', 'root')",
            ]
        ),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EachKind_IsToldByTheShipment_RefusedByThePlan_AndByTheCheckOfAnOlderLog()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(bench.Source.Server.Folder, "data", "lines.txt"), "secret\n", Token);
        await bench.Source.ShipAsync();
        MariaDbServer target = await bench.StartEmptyTargetAsync();
        DatabaseManifest empty = (await bench.ReadCatalogueAsync()).DatabaseSets[0];
        foreach ((string told, string[] statements) in Kinds)
        {
            bench.IsShippedByOlderVersion = false;
            bench.Set = await SetHereAsync(bench, empty);
            await bench.Source.RunAsync([
                .. statements.Select(statement =>
                    statement.Replace("{folder}", Path.Combine(bench.Source.Server.Folder, "data"), StringComparison.Ordinal)
                ),
            ]);
            string found = (await bench.Source.ShipAsync()).Warnings.ShouldHaveSingleItem(told);
            found.ShouldStartWith(told);
            found.ShouldNotContain("secret");
            DateTimeOffset begun = (await bench.Source.ReadChainsAsync())[^1].Segments[^1].Entry.Findings!.Listed[0].At!.Value;

            UnreplayableChangeException refused = await Should.ThrowAsync<UnreplayableChangeException>(bench.PlanToEndAsync);
            UnreplayableChangeException check = await Should.ThrowAsync<UnreplayableChangeException>(async () =>
            {
                bench.IsShippedByOlderVersion = true;
                RestorePlan older = await bench.PlanToEndAsync();
                bench.IsShippedByOlderVersion = false;
                await CheckAsync(bench, older, target);
            });

            string offered = refused.NextStep.Split('\'')[1];
            refused.Message.ShouldContain($" at {offered} of {begun:yyyy-MM-ddTHH:mm:ss}");
            refused.Message.ShouldContain($"it holds {told}");
            refused.NextStep.ShouldContain("run BackUpDatabase now");
            check.NextStep.ShouldBe(refused.NextStep);
            check.Message.ShouldStartWith(refused.Message.Split(told)[0] + told);
            await CheckAsync(bench, await bench.PlanAsync(RestoreTarget.Parse(offered)), target);
        }
    }

    private static Task<LogCheckReport> CheckAsync(ReplayBench bench, RestorePlan plan, MariaDbServer target) =>
        new BinlogReplayer(
            bench.Source.Store,
            ReplayBench.EndpointOf(target),
            ShippingBench.Root,
            bench.Options,
            NoProgress.Instance
        ).CheckAsync(plan, Token);

    private static async Task<DatabaseManifest> SetHereAsync(ReplayBench bench, DatabaseManifest like)
    {
        await bench.Source.ShipAsync();
        DatabaseManifest here = like with
        {
            SetId = $"20200101T000000Z-{Guid.NewGuid():n}"[..25],
            Coordinates = (await bench.Source.ReadChainsAsync())[^1].To,
            SnapshotAt = TimeProvider.System.GetUtcNow(),
        };
        await bench.Source.Store.PutJsonAsync(
            StoreKeys.Manifest(Job.Database, here.SetId),
            here,
            ManifestJson.Default.DatabaseManifest,
            WriteCondition.None,
            Token
        );
        return here;
    }
}
