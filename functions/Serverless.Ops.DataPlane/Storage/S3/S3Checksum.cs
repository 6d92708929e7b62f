using System.Buffers.Binary;
using System.IO.Hashing;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>CRC-32 as S3 writes it: base64 of four bytes, big end first (Amazon S3 User Guide, "Checking object integrity"). It is the
/// kind that S3 also keeps for an object that came in parts, over the whole object.</summary>
internal static class S3Checksum
{
    public static string Of(ReadOnlySpan<byte> bytes) => Text(Crc32.HashToUInt32(bytes));

    public static string Of(Crc32 running) => Text(running.GetCurrentHashAsUInt32());

    private static string Text(uint value)
    {
        Span<byte> bigEndian = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bigEndian, value);
        return Convert.ToBase64String(bigEndian);
    }
}
