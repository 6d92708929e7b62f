using CsCheck;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.DataPlane.Tests.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Binlog.Reading;

/// <summary>Reads a log that a real server wrote, whole and damaged.</summary>
public sealed class BinlogReaderTests : IAsyncLifetime
{
    private byte[] log = [];
    private string lastGtid = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using ShippingBench bench = await ShippingBench.StartAsync();
        await bench.RunAsync(
            "INSERT INTO shop.t (v) SELECT REPEAT('v', 2000) FROM shop.seq_1_to_50",
            "BEGIN",
            "INSERT INTO shop.t (v) VALUES ('a')",
            "INSERT INTO shop.m (v) VALUES ('b')",
            "COMMIT",
            "FLUSH BINARY LOGS"
        );
        log = bench.ReadServersFile("mysql-bin.000001");
        lastGtid = (await bench.AskAsync("SELECT @@gtid_binlog_pos"))!;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Read_OfAWholeFile_GroupsItsTransactions_AndEndsAtItsEnd()
    {
        (List<(string Gtid, long Begin, long End, TransactionKind Kind)> units, long end) = await ReadAsync(log);

        end.ShouldBe(log.Length);
        units[^1].Gtid.ShouldBe(lastGtid);
        units.Zip(units.Skip(1)).ShouldAllBe(pair => pair.First.End <= pair.Second.Begin);
        units
            .Select(unit => unit.Kind)
            .Distinct()
            .ShouldBe([TransactionKind.Ddl, TransactionKind.Transactional, TransactionKind.NonTransactional], ignoreOrder: true);
    }

    [Fact]
    public async Task Read_OfAFileCutWithinAnEvent_NamesPlaceNeededAndGot()
    {
        BinlogTruncatedException error = await Should.ThrowAsync<BinlogTruncatedException>(() => ReadAsync(log[..^3]));

        error.Message.ShouldStartWith("the log ends in the middle of an event: at byte ");
        error.Message.ShouldMatch(@"at byte \d+ the event needs \d+ bytes and has \d+");
    }

    [Fact]
    public Task Read_OfAFileCutAnywhere_EndsBetweenEventsOrWithATypedError() =>
        Gen.Int[0, log.Length - 1]
            .SampleAsync(
                async length =>
                {
                    try
                    {
                        return (await ReadAsync(log[..length])).End == length && length > 4;
                    }
                    catch (BinlogTruncatedException)
                    {
                        return true;
                    }
                },
                iter: 300,
                threads: 1
            );

    [Fact]
    public Task Read_OfAFileWithAFlippedBit_IsATypedError() =>
        Gen.Select(Gen.Int[4, log.Length - 1], Gen.Int[0, 7])
            .SampleAsync(
                async (at, bit) =>
                {
                    byte[] damaged = [.. log];
                    damaged[at] ^= (byte)(1 << bit);
                    try
                    {
                        await ReadAsync(damaged);
                        return at == 4 + BinlogEvent.FlagsOffset && bit == 0; // the checksum leaves out the "in use" bit
                    }
                    catch (PermanentException)
                    {
                        return true;
                    }
                },
                iter: 300,
                threads: 1
            );

    [Fact]
    public async Task Read_OfSomethingElse_SaysSo() =>
        (await Should.ThrowAsync<BinlogCorruptException>(() => ReadAsync("INSERT INTO"u8.ToArray()))).Message.ShouldContain(
            "does not begin with the magic number of a binary log"
        );

    // Reads in chunks of 7 bytes, so that no event comes in one piece.
    private static async Task<(List<(string Gtid, long Begin, long End, TransactionKind Kind)> Units, long End)> ReadAsync(byte[] bytes)
    {
        var units = new List<(string, long, long, TransactionKind)>();
        var reader = new BinlogReader(new ChoppedStream(bytes, 0, 7), "the log", 0, null);
        var grouper = new TransactionGrouper("the log");
        while (await reader.ReadAsync(Token))
        {
            if (grouper.Take(reader.Current) == TransactionStep.Ends)
            {
                units.Add((grouper.Gtid.ToString(), grouper.Begin, reader.Position, grouper.Kind));
            }
        }

        return (units, reader.Position);
    }
}
