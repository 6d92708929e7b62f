namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>What has to be in memory at once is more than a buffer can hold. Who knows of what it is a part says so: <see cref="RowTooLargeException"/>.</summary>
internal sealed class BufferFullException(long bytes, int most) : Exception($"{bytes} bytes are needed at once, and a buffer holds {most}")
{
    public long Bytes { get; } = bytes;

    public int Most { get; } = most;
}
