using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>
/// Reads bytes from front to back: little-endian integers, and the data types of the protocol and of the binary log.
/// It never reads past the end: bytes that end too early are an error of <typeparamref name="TShort"/>.
/// Data types: https://mariadb.com/kb/en/protocol-data-types/
/// </summary>
internal ref struct SpanReader<TShort>(ReadOnlySpan<byte> bytes, TShort shortBytes = default)
    where TShort : struct, IShortBytes
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private readonly TShort shortBytes = shortBytes;
    private int position;

    public readonly int Position => position;

    public readonly bool IsAtEnd => position >= bytes.Length;

    public readonly ReadOnlySpan<byte> Rest => bytes[position..];

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong ReadUInt48() => ReadUInt32() | ((ulong)ReadUInt16() << 32);

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public void Skip(int count) => Take(count);

    public ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)(bytes.Length - position))
        {
            Throw(position, count, bytes.Length - position);
        }

        ReadOnlySpan<byte> taken = bytes.Slice(position, count);
        position += count;
        return taken;
    }

    /// <summary>The bytes before the next zero byte. The zero byte is skipped.</summary>
    public ReadOnlySpan<byte> ReadZeroTerminated()
    {
        int length = bytes[position..].IndexOf((byte)0);
        if (length < 0)
        {
            Throw(position, 1, 0);
        }

        ReadOnlySpan<byte> text = Take(length);
        position++;
        return text;
    }

    /// <summary>
    /// One byte, or a first byte that says how many bytes follow. https://mariadb.com/kb/en/protocol-data-types/#length-encoded-integers
    /// </summary>
    public ulong ReadLengthEncodedInteger()
    {
        byte first = ReadByte();
        switch (first)
        {
            case < 0xFB:
                return first;
            case 0xFC:
                return ReadUInt16();
            case 0xFD:
                return ReadUInt16() | ((ulong)ReadByte() << 16);
            case 0xFE:
                return ReadUInt64();
            default:
                Throw(position - 1, 1, 0);
                return 0;
        }
    }

    public ReadOnlySpan<byte> ReadLengthEncodedBytes()
    {
        ulong length = ReadLengthEncodedInteger();
        if (length > int.MaxValue)
        {
            Throw(position, int.MaxValue, bytes.Length - position);
        }

        return Take((int)length);
    }

    /// <summary>
    /// The next value of a text protocol row; false for NULL. https://mariadb.com/kb/en/result-set-packets/#text-resultset-row
    /// </summary>
    public bool TryReadField(out ReadOnlySpan<byte> value)
    {
        if (position < bytes.Length && bytes[position] == 0xFB)
        {
            position++;
            value = default;
            return false;
        }

        value = ReadLengthEncodedBytes();
        return true;
    }

    // In a method of its own, so that the read methods stay small enough to be inlined.
    [DoesNotReturn]
    private readonly void Throw(int at, int needed, int got) => throw shortBytes.Error(at, needed, got);
}

/// <summary>
/// Makes the error for bytes that end too early. Implementations are structs, so that the reader needs no virtual call and no allocation.
/// </summary>
internal interface IShortBytes
{
    /// <param name="at">Offset in the reader's bytes.</param>
    /// <param name="needed">Number of bytes that are needed at that offset.</param>
    /// <param name="got">Number of bytes that are there.</param>
    Exception Error(int at, int needed, int got);
}

/// <summary>A packet does not follow the protocol.</summary>
public sealed class MalformedPacketException(string whatHappened)
    : PermanentException(
        whatHappened,
        "check that the endpoint is a MariaDB server of version 10.6 or later, and that no proxy on the way changes bytes."
    )
{
    public MalformedPacketException(int offset, int needed, int got)
        : this($"A packet of the database server ends too early: at offset {offset} it needs {needed} bytes and has {got}.") { }
}

/// <summary>Makes a <see cref="MalformedPacketException"/> for a packet that ends too early.</summary>
internal readonly struct ShortPacket : IShortBytes
{
    public Exception Error(int at, int needed, int got) => new MalformedPacketException(at, needed, got);
}
