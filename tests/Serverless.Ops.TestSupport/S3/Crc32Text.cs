using System.Buffers.Binary;
using System.IO.Hashing;

namespace Serverless.Ops.TestSupport.S3;

internal static class Crc32Text
{
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> bigEndian = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bigEndian, Crc32.HashToUInt32(bytes));
        return Convert.ToBase64String(bigEndian);
    }
}
