using System.Buffers.Binary;
using System.IO.Hashing;

namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>
/// XxHash128 of the hashes of a table's rows, in the order in which they were read. It differs when two different rows change places.
/// </summary>
internal sealed class OrderDigest
{
    private readonly XxHash128 hashes = new();

    /// <param name="rowHash">XxHash128 of the row's text.</param>
    public void Add(UInt128 rowHash)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, rowHash);
        hashes.Append(bytes);
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => hashes.GetCurrentHashAsUInt128().ToString("x32");
}
