using System.IO.Compression;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>
/// The compressed part of an event: a byte of algorithm and length of length, the length with its highest byte first, then zlib data.
/// https://mariadb.com/kb/en/compressing-events-to-reduce-size-of-the-binary-log/
/// </summary>
internal static class CompressedPart
{
    private const int Zlib = 0;

    /// <summary>How long it is once decompressed.</summary>
    public static int LengthOf(ReadOnlySpan<byte> part, string source, long position)
    {
        int lengthBytes = part.IsEmpty ? 0 : part[0] & 0x07;
        if (lengthBytes is 0 or > 4 || part.Length <= lengthBytes || ((part[0] >> 4) & 0x07) != Zlib)
        {
            throw new BinlogCorruptException(source, position, "the header of its compressed part is not valid");
        }

        long length = 0;
        foreach (byte digit in part.Slice(1, lengthBytes))
        {
            length = (length << 8) | digit;
        }

        return length <= Array.MaxLength ? (int)length : throw new BinlogCorruptException(source, position, $"its compressed part would be {length} bytes");
    }

    /// <summary>Fills <paramref name="target"/>, which is as long as the part says.</summary>
    public static void Decompress(ReadOnlyMemory<byte> part, Span<byte> target, string source, long position)
    {
        try
        {
            int header = 1 + (part.Span[0] & 0x07);
            using var zlib = new ZLibStream(new MemoryStream(part[header..].ToArray()), CompressionMode.Decompress);
            zlib.ReadExactly(target);
        }
        catch (Exception cause) when (cause is InvalidDataException or EndOfStreamException)
        {
            throw new BinlogCorruptException(source, position, $"its compressed part does not give its {target.Length} bytes ({cause.Message})");
        }
    }
}
