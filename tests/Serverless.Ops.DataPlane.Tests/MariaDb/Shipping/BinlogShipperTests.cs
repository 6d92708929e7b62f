using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;

public sealed class BinlogShipperTests
{
    // Offset of the low byte of the header's flags in the first event, after the magic number.
    private const int InUseByte = 4 + 17;

    [Fact]
    public async Task Segments_Concatenated_AreTheServersFiles_OverRotationRestartCrashCompressionAndLargeEvents()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.RunAsync(
            "INSERT INTO shop.t (v) SELECT REPEAT('x', 500) FROM shop.seq_1_to_1000",
            "INSERT INTO shop.m (v) VALUES ('m')"
        );
        await bench.ShipAsync();
        await bench.RunAsync(
            "INSERT INTO shop.t (v) VALUES (REPEAT('y', 20000000))",
            "FLUSH BINARY LOGS",
            "INSERT INTO shop.t (v) VALUES ('after')"
        );
        await bench.ShipAsync();
        await bench.RunAsync(
            "SET GLOBAL log_bin_compress=ON",
            "SET GLOBAL log_bin_compress_min_len=10",
            "INSERT INTO shop.t (v) SELECT REPEAT('z', 5000) FROM shop.seq_1_to_300",
            "ALTER TABLE shop.t ADD COLUMN a_rather_long_name INT COMMENT 'compressed too'"
        );
        await bench.RestartAsync(kill: false);
        await bench.RunAsync("INSERT INTO shop.t (v) VALUES ('after a restart')");
        await bench.ShipAsync();
        await bench.RestartAsync(kill: true);
        await bench.RunAsync("INSERT INTO shop.t (v) VALUES ('after a crash')", "FLUSH BINARY LOGS");
        ShipReport last = await bench.ShipAsync();

        LogChain chain = (await bench.ReadChainsAsync()).ShouldHaveSingleItem();
        string[] files = [.. chain.Segments.Select(segment => segment.Entry.File).Distinct()];
        files.Length.ShouldBe(5);
        chain.Segments.Count.ShouldBeGreaterThanOrEqualTo(10);
        foreach (string file in files[..^1])
        {
            byte[] servers = bench.ReadServersFile(file);
            if (file == files[2])
            {
                // The crashed server left the "in use" bit set in the file's first event. In the stream the server clears the bit.
                (servers[InUseByte] & 1).ShouldBe(1);
                servers[InUseByte] &= 0xFE;
            }

            (await bench.ReadShippedAsync(file)).AsSpan().SequenceEqual(servers).ShouldBeTrue(file);
        }

        chain.To.ShouldBe(last.To);
        chain.To.Gtid.ShouldBe(await bench.AskAsync("SELECT @@gtid_binlog_pos"));
    }

    [Fact]
    public async Task Rerun_WithTheSameRunId_ReturnsTheFinishedResult()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        ShipReport first = await bench.ShipAsync("once");
        await bench.RunAsync("INSERT INTO shop.t (v) VALUES ('later')");

        (await bench.ShipAsync("once")).ShouldBeEquivalentTo(first);
        (await bench.ReadCatalogueAsync()).BinlogSets.Count.ShouldBe(1);
    }
}
