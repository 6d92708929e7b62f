using System.Security.Cryptography;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>One segment on its way into the store: its bytes as they come, their digest, and the commits in them.</summary>
internal sealed class SegmentWriter : IAsyncDisposable
{
    private const int BufferBytes = 256 * 1024;
    private readonly ObjectUpload upload;
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] buffer = new byte[BufferBytes];
    private int buffered;

    private SegmentWriter(ObjectUpload upload, string name, string file, long from) =>
        (this.upload, Name, File, From, To) = (upload, name, file, from, from);

    public string Name { get; }

    public string File { get; }

    public long From { get; }

    public long To { get; private set; }

    /// <summary>The commits that begin in it.</summary>
    public SecondIndexBuilder Index { get; } = new();

    public string Sha256 { get; private set; } = "";

    public static async Task<SegmentWriter> OpenAsync(
        IObjectStore store, string setPrefix, string file, long from, CancellationToken cancellationToken)
    {
        string name = $"{file}.{from:D12}";
        return new SegmentWriter(await store.CreateAsync(setPrefix + name, WriteCondition.IfAbsent, cancellationToken), name, file, from);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        To += bytes.Length;
        if (buffered + bytes.Length > BufferBytes)
        {
            await FlushAsync(cancellationToken);
        }

        if (bytes.Length > BufferBytes)
        {
            await PutAsync(bytes, cancellationToken);
            return;
        }

        bytes.CopyTo(buffer.AsMemory(buffered));
        buffered += bytes.Length;
    }

    /// <summary>Makes the segment durable and visible.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        await upload.CompleteAsync(cancellationToken);
        Sha256 = Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    public async ValueTask DisposeAsync()
    {
        digest.Dispose();
        await upload.DisposeAsync();
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await PutAsync(buffer.AsMemory(0, buffered), cancellationToken);
        buffered = 0;
    }

    private async ValueTask PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        digest.AppendData(bytes.Span);
        await upload.Content.WriteAsync(bytes, cancellationToken);
    }
}
