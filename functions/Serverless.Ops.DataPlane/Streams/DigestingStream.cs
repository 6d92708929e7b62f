using System.Security.Cryptography;

namespace Serverless.Ops.DataPlane.Streams;

/// <summary>Counts and hashes the bytes that are read through this stream. It owns the stream below.</summary>
internal sealed class DigestingStream(Stream source) : ReadOnlyStream
{
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Number of bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>SHA-256 of all bytes read, 64 lower-case hex digits. Call it once.</summary>
    public string Finish() => Convert.ToHexStringLower(digest.GetHashAndReset());

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int got = await source.ReadAsync(buffer, cancellationToken);
        digest.AppendData(buffer.Span[..got]);
        Bytes += got;
        return got;
    }

    public override async ValueTask DisposeAsync()
    {
        digest.Dispose();
        await source.DisposeAsync();
        await base.DisposeAsync();
    }
}
