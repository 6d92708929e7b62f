using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Rows;

public sealed class RowTextTests
{
    private static readonly TableDefinition Table = new(
        "d",
        "large",
        "InnoDB",
        true,
        false,
        "",
        [new TableColumn("a", "`a`", ValueForm.Quoted)],
        [],
        [],
        [],
        0,
        0
    );

    [Fact]
    public void RowThatNoBufferHolds_IsAnErrorThatNamesTheTable()
    {
        byte[] packet = Packet(3_000_000);

        RowTooLargeException error = Should.Throw<RowTooLargeException>(() =>
            new RowText(Table, null).Append(packet, new TextBuffer(mostBytes: 2_000_000))
        );

        error.IsTransient.ShouldBeFalse();
        error.Message.ShouldContain("`d`.`large`");
    }

    [Fact]
    public void RowThatFillsTheBuffer_IsTaken()
    {
        var text = new TextBuffer(mostBytes: 3_000_050);

        new RowText(Table, null).Append(Packet(3_000_000), text);

        text.Length.ShouldBe(3_000_004);
    }

    // 0xFD, the length in three bytes, then the value. https://mariadb.com/kb/en/protocol-data-types/
    private static byte[] Packet(int length)
    {
        byte[] packet = new byte[length + 4];
        packet.AsSpan().Fill((byte)'x');
        (packet[0], packet[1], packet[2], packet[3]) = (0xFD, (byte)length, (byte)(length >> 8), (byte)(length >> 16));
        return packet;
    }
}
