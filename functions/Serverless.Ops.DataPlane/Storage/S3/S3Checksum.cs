using System.Buffers.Binary;
using System.IO.Hashing;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>CRC-32 as S3 writes it: base64 of four big-endian bytes (Amazon S3 User Guide, "Checking object integrity"). S3 keeps this
/// checksum over the whole object, also for a multipart upload.</summary>
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
