using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>Makes the error for bytes that end too early. A struct: then the reader costs no call and no allocation for it.</summary>
internal interface IShortBytes
{
    /// <param name="at">Offset in the reader's bytes.</param>
    /// <param name="needed">Bytes that should follow there.</param>
    /// <param name="got">Bytes that do.</param>
    Exception Error(int at, int needed, int got);
}

/// <summary>
/// Reads bytes from front to back: integers with their lowest byte first, and what the protocol and the binary log make of them. It never reads past
/// the end; what ends too early is an error of <typeparamref name="TShort"/>. Data types: https://mariadb.com/kb/en/protocol-data-types/
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

    /// <summary>Bytes up to a zero byte, which is skipped.</summary>
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

    /// <summary>One byte, or a byte that says how many follow. https://mariadb.com/kb/en/protocol-data-types/#length-encoded-integers</summary>
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

    /// <summary>The next value of a text protocol row; false for NULL. https://mariadb.com/kb/en/result-set-packets/#text-resultset-row</summary>
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

    // Apart from the reads, so that these stay small enough to become part of their callers.
    [DoesNotReturn]
    private readonly void Throw(int at, int needed, int got) => throw shortBytes.Error(at, needed, got);
}

/// <summary>A packet that does not have what the protocol says it has.</summary>
public sealed class MalformedPacketException(string whatHappened)
    : PermanentException(
        whatHappened,
        "check that the endpoint is a MariaDB server of version 10.6 or later, with nothing between that changes bytes."
    )
{
    public MalformedPacketException(int offset, int needed, int got)
        : this($"A packet of the database server ends too early: at offset {offset} it needs {needed} bytes and has {got}.") { }
}

/// <summary>A packet that ends too early is a <see cref="MalformedPacketException"/>.</summary>
internal readonly struct ShortPacket : IShortBytes
{
    public Exception Error(int at, int needed, int got) => new MalformedPacketException(at, needed, got);
}
