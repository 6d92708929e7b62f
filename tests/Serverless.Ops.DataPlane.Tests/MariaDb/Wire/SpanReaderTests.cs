using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Wire;

public sealed class SpanReaderTests
{
    [Theory]
    [InlineData(new byte[] { 0xFA }, 0xFAUL)]
    [InlineData(new byte[] { 0xFC, 0x01, 0x02 }, 0x0201UL)]
    [InlineData(new byte[] { 0xFD, 0x01, 0x02, 0x03 }, 0x030201UL)]
    [InlineData(new byte[] { 0xFE, 1, 0, 0, 0, 0, 0, 0, 0x80 }, 0x8000000000000001UL)]
    public void LengthEncodedInteger_OfEachWidth_IsRead(byte[] packet, ulong expected)
    {
        var cursor = new SpanReader<ShortPacket>(packet);
        cursor.ReadLengthEncodedInteger().ShouldBe(expected);
        cursor.IsAtEnd.ShouldBeTrue();
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0xFC, 0x01 })]
    [InlineData(new byte[] { 0xFD, 0x01, 0x02 })]
    [InlineData(new byte[] { 0xFE, 1, 2, 3 })]
    [InlineData(new byte[] { 0x05, 1, 2, 3 })]
    [InlineData(new byte[] { 0xFF })]
    public void Value_EndingTooEarly_IsAnError(byte[] packet) =>
        Should.Throw<MalformedPacketException>(() =>
        {
            new SpanReader<ShortPacket>(packet).ReadLengthEncodedBytes();
        });

    [Fact]
    public void Fields_WithNullAndEmpty_AreToldApart()
    {
        var cursor = new SpanReader<ShortPacket>([0xFB, 0x00, 0x01, (byte)'x']);
        cursor.TryReadField(out _).ShouldBeFalse();
        cursor.TryReadField(out ReadOnlySpan<byte> empty).ShouldBeTrue();
        empty.Length.ShouldBe(0);
        cursor.TryReadField(out ReadOnlySpan<byte> text).ShouldBeTrue();
        text.SequenceEqual("x"u8).ShouldBeTrue();
    }
}
