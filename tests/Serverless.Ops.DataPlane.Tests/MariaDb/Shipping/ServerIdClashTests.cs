using System.Diagnostics;
using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Local.Servers;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;

/// <summary>A second replication client takes the shipper's server id during a run.</summary>
public sealed class ServerIdClashTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shipper_ThatIsThrownOut_SaysByWhatAndWhatToSet_AndTheNextRunShipsAll()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.RunAsync(
            "INSERT INTO shop.t (v) SELECT REPEAT('x', 1000) FROM shop.seq_1_to_500",
            "INSERT INTO shop.t (v) SELECT REPEAT('x', 2000) FROM shop.seq_1_to_15000"
        );
        var paused = new PausingStore(bench.Store);
        Task<ShipReport> ship = bench.NewShipper(paused).ShipAsync("clash", "fern", Token);
        await paused.Reached.WaitAsync(Token);
        using Process rival = StartRival(bench);
        try
        {
            await Wait.UntilAsync(async () =>
                await bench.AskAsync("SELECT COUNT(*) FROM information_schema.processlist WHERE command = 'Binlog Dump' AND user = 'root'")
                == "1"
            );
            paused.Resume();

            OpsException error = await Should.ThrowAsync<OpsException>(() => ship);

            error.ShouldBeOfType<ShipperThrownOutException>(error.ToString()).IsTransient.ShouldBeTrue();
            error.WhatHappened.ShouldContain(
                "another client of the replication protocol connected with the shipper's server id 4130001717"
            );
            error.NextStep.ShouldContain("set OPS_SHIPPER_SERVER_ID to an id that nobody else has");
        }
        finally
        {
            rival.Kill();
        }

        (await bench.ReadCatalogueAsync()).BinlogSets.ShouldBeEmpty();
        await bench.RunAsync("FLUSH BINARY LOGS");
        await bench.ShipAsync("clash");
        (await bench.ReadChainsAsync()).ShouldHaveSingleItem();
        (await bench.ReadShippedAsync("mysql-bin.000001")).AsSpan().SequenceEqual(bench.ReadServersFile("mysql-bin.000001")).ShouldBeTrue();
    }

    private static Process StartRival(ShippingBench bench) =>
        Process.Start(
            new ProcessStartInfo(ServerPrograms.Find("mariadb-binlog"))
            {
                RedirectStandardOutput = true,
                ArgumentList =
                {
                    "--no-defaults",
                    "--read-from-remote-server",
                    $"--socket={bench.Server.Socket}",
                    "--user=root",
                    "--raw",
                    $"--result-file={bench.Server.Folder}/rival-",
                    "--stop-never",
                    $"--stop-never-slave-server-id={bench.Options.ServerId.ToString(CultureInfo.InvariantCulture)}",
                    "mysql-bin.000001",
                },
            }
        )!;
}
