using System.Buffers;

namespace Serverless.Ops.DataPlane.ObjectStores.S3;

/// <summary>One fetched range.</summary>
internal sealed class RangeBuffer(int length)
{
    private readonly byte[] array = ArrayPool<byte>.Shared.Rent(length);

    public int Length => length;

    public Memory<byte> Bytes => array.AsMemory(0, length);

    public void Return() => ArrayPool<byte>.Shared.Return(array);
}
