using System.Buffers.Binary;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog;

/// <summary>Reads an event's body from front to back; what ends too early is a <see cref="BinlogCorruptException"/>.</summary>
internal ref struct EventCursor(in BinlogEvent source, string file)
{
    private readonly ReadOnlySpan<byte> body = source.Body.Span;
    private readonly long origin = source.Position + BinlogEvent.HeaderBytes;
    private readonly EventType type = source.Type;
    private readonly string file = file;
    private int position;

    public readonly int Position => position;

    public readonly ReadOnlySpan<byte> Rest => body[position..];

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong ReadUInt48() => ReadUInt32() | ((ulong)ReadUInt16() << 32);

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public ulong ReadPackedInteger()
    {
        byte first = ReadByte();
        return first switch
        {
            < 0xFB => first,
            0xFC => ReadUInt16(),
            0xFD => ReadUInt16() | ((ulong)ReadByte() << 16),
            0xFE => ReadUInt64(),
            _ => throw Broken(1),
        };
    }

    public ReadOnlySpan<byte> Take(int bytes)
    {
        if ((uint)bytes > (uint)(body.Length - position))
        {
            throw Broken(bytes);
        }

        ReadOnlySpan<byte> taken = body.Slice(position, bytes);
        position += bytes;
        return taken;
    }

    private readonly BinlogCorruptException Broken(int needed) => new(
        file, origin + position, $"the {type} event needs {needed} more bytes there and has {body.Length - position}");
}
