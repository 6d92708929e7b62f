using System.Buffers.Binary;
using System.IO.Hashing;

namespace Serverless.Ops.TestSupport.S3;

/// <summary>The text of a CRC-32 in S3's headers: Base64 of the four bytes, most significant byte first.</summary>
internal static class Crc32Text
{
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> bigEndian = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bigEndian, Crc32.HashToUInt32(bytes));
        return Convert.ToBase64String(bigEndian);
    }
}
