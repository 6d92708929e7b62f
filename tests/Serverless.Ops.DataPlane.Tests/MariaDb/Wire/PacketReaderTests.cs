using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Wire;

public sealed class PacketReaderTests
{
    private static readonly byte[][] Payloads =
    [
        [1, 2, 3],
        [],
        [.. Enumerable.Range(0, 300).Select(i => (byte)i)],
        [9],
    ];

    [Fact]
    public async Task Packets_CutAtEveryByte_AreReadWhole()
    {
        byte[] bytes = await WriteAsync(Payloads);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            (await ReadAsync(new ChoppedStream(bytes, cut), Payloads.Length)).ShouldBe(Payloads, $"cut at {cut}");
        }
    }

    [Fact]
    public async Task Packets_ByteByByte_AreReadWhole() =>
        (await ReadAsync(new ChoppedStream(await WriteAsync(Payloads), 0, step: 1), Payloads.Length)).ShouldBe(Payloads);

    [Theory]
    [InlineData(PacketReader.LargestFragment - 1)]
    [InlineData(PacketReader.LargestFragment)]
    [InlineData(PacketReader.LargestFragment + 1)]
    [InlineData(PacketReader.LargestFragment * 2)]
    [InlineData((PacketReader.LargestFragment * 2) + 7)]
    public async Task Payload_LongerThanAPacket_IsJoined(int length)
    {
        byte[] large = new byte[length];
        new Random(length).NextBytes(large);
        byte[][] payloads =
        [
            [1],
            large,
            [2, 3],
        ];

        IReadOnlyList<byte[]> read = await ReadAsync(new ChoppedStream(await WriteAsync(payloads), 0, step: 700_001), 3);

        read[0].ShouldBe([1]);
        read[1].AsSpan().SequenceEqual(large).ShouldBeTrue();
        read[2].ShouldBe([2, 3]);
    }

    [Fact]
    public async Task Packet_LargerThanTheMost_IsAnError_BeforeAllOfItIsRead()
    {
        byte[] bytes = await WriteAsync([new byte[PacketReader.LargestFragment + 5_000_000]]);
        var reader = new PacketReader(new MemoryStream(bytes), mostBytes: 20_000_000);

        (
            await Should.ThrowAsync<BufferFullException>(async () => await reader.FillAsync(TestContext.Current.CancellationToken))
        ).Most.ShouldBe(20_000_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task Stream_EndingInsideAPacket_IsAnError(int bytes)
    {
        byte[] whole = await WriteAsync([
            [1, 2, 3],
        ]);
        var reader = new PacketReader(new MemoryStream(whole[..bytes]));

        EndOfStreamException error = await Should.ThrowAsync<EndOfStreamException>(async () =>
            await reader.FillAsync(TestContext.Current.CancellationToken)
        );

        error.Message.ShouldContain($"at byte {bytes}");
    }

    [Theory]
    [InlineData(PacketReader.LargestFragment - 2)]
    [InlineData(PacketReader.LargestFragment - 1)]
    [InlineData(PacketReader.LargestFragment)]
    public async Task Command_AtTheFragmentBoundary_IsReadWhole(int bodyLength)
    {
        byte[] body = new byte[bodyLength];
        new Random(1).NextBytes(body);
        using var stream = new MemoryStream();
        await new PacketWriter(stream).WriteCommandAsync(3, body, TestContext.Current.CancellationToken);

        IReadOnlyList<byte[]> read = await ReadAsync(new MemoryStream(stream.ToArray()), 1);

        read[0][0].ShouldBe((byte)3);
        read[0].AsSpan(1).SequenceEqual(body).ShouldBeTrue();
    }

    private static async Task<byte[]> WriteAsync(byte[][] payloads)
    {
        using var stream = new MemoryStream();
        var writer = new PacketWriter(stream);
        foreach (byte[] payload in payloads)
        {
            await writer.WriteAsync(payload, TestContext.Current.CancellationToken);
        }

        return stream.ToArray();
    }

    private static async Task<IReadOnlyList<byte[]>> ReadAsync(Stream stream, int count)
    {
        var reader = new PacketReader(stream);
        var payloads = new List<byte[]>();
        while (payloads.Count < count)
        {
            await reader.FillAsync(TestContext.Current.CancellationToken);
            while (reader.TryRead(out ReadOnlySpan<byte> payload))
            {
                payloads.Add(payload.ToArray());
            }
        }

        return payloads;
    }
}
