using System.Buffers.Binary;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>
/// Reads one packet's payload from front to back; what ends too early is a <see cref="MalformedPacketException"/>.
/// Data types: https://mariadb.com/kb/en/protocol-data-types/
/// </summary>
internal ref struct PacketCursor(ReadOnlySpan<byte> packet)
{
    private readonly ReadOnlySpan<byte> packet = packet;
    private int position;

    public readonly bool IsAtEnd => position >= packet.Length;

    public readonly ReadOnlySpan<byte> Rest => packet[position..];

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public void Skip(int bytes) => Take(bytes);

    public ReadOnlySpan<byte> Take(int bytes)
    {
        if ((uint)bytes > (uint)(packet.Length - position))
        {
            throw new MalformedPacketException(position, bytes, packet.Length - position);
        }

        ReadOnlySpan<byte> taken = packet.Slice(position, bytes);
        position += bytes;
        return taken;
    }

    /// <summary>Bytes up to a zero byte, which is skipped.</summary>
    public ReadOnlySpan<byte> ReadZeroTerminated()
    {
        int length = packet[position..].IndexOf((byte)0);
        ReadOnlySpan<byte> text = length < 0 ? throw new MalformedPacketException(position, 1, 0) : Take(length);
        position++;
        return text;
    }

    public ulong ReadLengthEncodedInteger()
    {
        byte first = ReadByte();
        return first switch
        {
            < 0xFB => first,
            0xFC => ReadUInt16(),
            0xFD => ReadUInt16() | ((ulong)ReadByte() << 16),
            0xFE => BinaryPrimitives.ReadUInt64LittleEndian(Take(8)),
            _ => throw new MalformedPacketException(position - 1, 1, 0),
        };
    }

    public ReadOnlySpan<byte> ReadLengthEncodedBytes()
    {
        ulong length = ReadLengthEncodedInteger();
        return length > int.MaxValue
            ? throw new MalformedPacketException(position, int.MaxValue, packet.Length - position)
            : Take((int)length);
    }

    /// <summary>The next value of a text protocol row; false for NULL. https://mariadb.com/kb/en/result-set-packets/#text-resultset-row</summary>
    public bool TryReadField(out ReadOnlySpan<byte> value)
    {
        if (position < packet.Length && packet[position] == 0xFB)
        {
            position++;
            value = default;
            return false;
        }

        value = ReadLengthEncodedBytes();
        return true;
    }
}
