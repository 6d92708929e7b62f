using System.Buffers;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>
/// Where parts and ranges are held. Not the shared pool: that keeps an array of each size for every thread that ever gave one back, and a busy
/// machine has many threads. This one keeps as many as were in use at once.
/// </summary>
internal static class StoreBuffers
{
    // Larger ones, of objects beyond tens of gigabytes, are left to the collector.
    private const int LargestKept = 64 << 20;
    private const int MostKeptOfASize = 32;

    public static ArrayPool<byte> Pool { get; } = ArrayPool<byte>.Create(LargestKept, MostKeptOfASize);
}
