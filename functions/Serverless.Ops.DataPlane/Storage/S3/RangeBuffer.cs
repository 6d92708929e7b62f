namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>One fetched range.</summary>
internal sealed class RangeBuffer(int length)
{
    private readonly byte[] array = StoreBuffers.Pool.Rent(length);

    public int Length => length;

    public Memory<byte> Bytes => array.AsMemory(0, length);

    public void Return() => StoreBuffers.Pool.Return(array);
}
