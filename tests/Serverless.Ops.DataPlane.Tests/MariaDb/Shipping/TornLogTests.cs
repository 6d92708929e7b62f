using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;

/// <summary>Log files that the server did not finish.</summary>
[Slow]
public sealed class TornLogTests
{
    private const string First = "mysql-bin.000001";
    private const int Zeros = 4096;

    // Offset of the low byte of the header's flags in the first event, after the magic number.
    private const int InUseByte = 4 + 17;

    // With this setting InnoDB flushes its own log as late as possible. A commit that is missing in the binary log is then missing in the
    // tables as well.
    private const string LateFlush = "innodb-flush-log-at-timeout=2700";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool, bool> Tears()
    {
        var tears = new TheoryData<string, bool, bool>();
        foreach (string left in (string[])["all but its Xid", "all but 20000 bytes", "its GTID event", "7 bytes", "zeros"])
        {
            tears.Add(left, true, true);
        }

        tears.Add("all but its Xid", true, false);
        tears.Add("all but 20000 bytes", true, false);
        tears.Add("all but its Xid", false, true);
        tears.Add("7 bytes", false, true);
        return tears;
    }

    [Theory]
    [MemberData(nameof(Tears))]
    public async Task OfATornTransaction_NothingIsShipped_AndAllBeforeAndBehindIt(string left, bool shippedBefore, bool wholeBefore)
    {
        await using ShippingBench bench = await ShippingBench.StartAsync(LateFlush);
        if (shippedBefore)
        {
            await bench.ShipAsync();
        }

        if (wholeBefore)
        {
            await bench.RunAsync("INSERT INTO shop.t (v) VALUES (REPEAT('w', 2000))");
        }

        long begin = await PositionAsync(bench);
        string gtidBefore = (await bench.AskAsync("SELECT @@gtid_binlog_pos"))!;
        await bench.RunAsync("INSERT INTO shop.t (v) VALUES (REPEAT('x', 50000))");
        string lost = (await bench.AskAsync("SELECT @@gtid_binlog_pos"))!;
        long size = 0;
        await bench.CrashAsync(
            First,
            whole =>
                size = left switch
                {
                    "all but its Xid" => whole - 31,
                    "all but 20000 bytes" => whole - 20_000,
                    "its GTID event" => begin + 42,
                    "zeros" => begin,
                    _ => begin + 7,
                },
            zeros: left == "zeros" ? Zeros : 0
        );
        size += left == "zeros" ? Zeros : 0;
        await bench.RunAsync("INSERT INTO shop.t (v) VALUES ('after')");

        ShipReport report = await bench.ShipAsync();

        report
            .Warnings.ShouldHaveSingleItem()
            .ShouldStartWith(
                $"A crash of the source tore {First}. The file has {size} bytes. Its bytes after {begin} are no whole transaction"
            );
        LogChain chain = (await bench.ReadChainsAsync()).ShouldHaveSingleItem();
        SegmentEntry end = chain.Segments.Last(segment => segment.Entry.File == First).Entry;
        (end.To, end.EndsFile, end.GtidAtEnd).ShouldBe((begin, true, gtidBefore));
        end.Torn.ShouldBe(new TornTail(size, left is "7 bytes" or "zeros" ? "" : lost));
        chain.Segments.Count(segment => segment.Entry.Torn is not null).ShouldBe(1);
        byte[] servers = bench.ReadServersFile(First)[..(int)begin];
        servers[InUseByte] &= 0xFE;
        (await bench.ReadShippedAsync(First)).AsSpan().SequenceEqual(servers).ShouldBeTrue();
        chain.To.Gtid.ShouldBe(await bench.AskAsync("SELECT @@gtid_binlog_pos"));
        (await bench.ShipAsync()).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task AFileThatIsNotWhole_BeforeOneThatTheRunningServerOpened_IsDamage_AndWhatTheErrorSaysHelps()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.ShipAsync();
        await bench.RunAsync(
            "INSERT INTO shop.t (v) VALUES (REPEAT('x', 50000))",
            "FLUSH BINARY LOGS",
            "INSERT INTO shop.t (v) VALUES ('after')"
        );
        foreach (int bytes in (int[])[100, 20_000])
        {
            await bench.CrashAsync("mysql-bin.000002", whole => whole);
            bench.CutServersFile(First, whole => whole - bytes);

            BinlogTornException error = await Should.ThrowAsync<BinlogTornException>(() => bench.ShipAsync());

            error.Message.ShouldContain($"The source's {First} is damaged at byte ");
            error.Message.ShouldContain("no server start opened mysql-bin.000002");
        }

        await bench.PurgeToAsync("mysql-bin.000002");
        await Should.ThrowAsync<BinlogGapException>(() => bench.ShipAsync());
        await bench.ShipAsync();
        (await bench.ReadChainsAsync())[^1].To.Gtid.ShouldBe(await bench.AskAsync("SELECT @@gtid_binlog_pos"));
    }

    [Theory]
    [InlineData(60_000)]
    [InlineData(31)] // only the last transaction's Xid: the file looks just like one that a crash tore
    public async Task AFileThatWasWholeWhenTheServerStartedAnew_AndIsNotNow_IsDamage(int bytes)
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.ShipAsync();
        await bench.RunAsync("INSERT INTO shop.t (v) VALUES (REPEAT('x', 50000))", "INSERT INTO shop.t (v) VALUES (REPEAT('y', 50000))");
        await bench.CrashAsync(First, whole => whole);
        bench.CutServersFile(First, whole => whole - bytes);

        BinlogTornException error = await Should.ThrowAsync<BinlogTornException>(() => bench.ShipAsync());

        error.Message.ShouldContain("records 0-1-");
    }

    [Fact]
    public async Task ATransactionThatIsUnderWay_IsShippedLater_Whole()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await using MariaDbConnection open = await MariaDbConnection.OpenAsync(bench.Endpoint, ShippingBench.Root, Token);
        await open.ExecuteAsync("BEGIN", Token);
        await open.ExecuteAsync("INSERT INTO shop.t (v) VALUES (REPEAT('x', 50000))", Token);
        long shipped = (await bench.ShipAsync()).To.Position;
        await open.ExecuteAsync("COMMIT", Token);

        ShipReport report = await bench.ShipAsync();

        report.From.Position.ShouldBe(shipped);
        report.Warnings.ShouldBeEmpty();
        (await bench.ReadChainsAsync()).SelectMany(chain => chain.Segments).ShouldAllBe(segment => !segment.Entry.EndsFile);
        byte[] servers = bench.ReadServersFile(First);
        servers[InUseByte] &= 0xFE;
        (await bench.ReadShippedAsync(First)).AsSpan().SequenceEqual(servers).ShouldBeTrue();
    }

    [Fact]
    public async Task APlaceThatTheProtocolCannotName_IsReadFromTheFilesBeginning_AndWhatIsBeforeItPassedOver()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        long position = await PositionAsync(bench);
        await bench.RunAsync(
            "INSERT INTO shop.t (v) VALUES ('behind')",
            "FLUSH BINARY LOGS",
            "INSERT INTO shop.t (v) VALUES ('next file')"
        );

        List<string> direct = await ReadAsync(position, uint.MaxValue);
        List<string> passed = await ReadAsync(position, 1000);

        position.ShouldBeGreaterThan(1000);
        direct[0].ShouldBe($"{First}:{position}");
        passed.ShouldBe(direct);
        (await Should.ThrowAsync<BinlogCorruptException>(() => ReadAsync(position - 1, 1000))).Message.ShouldContain(
            $"reading was to continue at {position - 1}"
        );

        async Task<List<string>> ReadAsync(long from, uint furthest)
        {
            var places = new List<string>();
            await using SourceLogStream dump = await SourceLogStream.StartAsync(
                bench.Endpoint,
                ShippingBench.Shipper,
                bench.Options.ServerId,
                First,
                from,
                furthest,
                Token
            );
            while (await dump.ReadAsync(Token))
            {
                places.Add($"{dump.File}:{dump.Current.Position}");
            }

            return places;
        }
    }

    private static async Task<long> PositionAsync(ShippingBench bench)
    {
        await using MariaDbConnection root = await MariaDbConnection.OpenAsync(bench.Endpoint, ShippingBench.Root, Token);
        return long.Parse((await root.QueryStringsAsync("SHOW MASTER STATUS", Token))[0][1]!, CultureInfo.InvariantCulture);
    }
}
