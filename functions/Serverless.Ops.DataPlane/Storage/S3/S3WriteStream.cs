using System.IO.Hashing;
using System.Security.Cryptography;
using Serverless.Ops.DataPlane.Streams;

namespace Serverless.Ops.DataPlane.Storage.S3;

/// <summary>Cuts the bytes into parts and hashes the whole object. A full part is sent when the next byte comes. So the last part, which
/// may be the only one, stays in this stream.</summary>
internal sealed class S3WriteStream(int firstPartBytes, Func<PartBuffer, CancellationToken, Task> send) : WriteOnlyStream
{
    private readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Crc32 crc32 = new();
    private bool isEnded;

    public long Bytes { get; private set; }

    public PartBuffer LastPart { get; private set; } = new(firstPartBytes);

    public string Sha256() => Convert.ToHexStringLower(sha256.GetCurrentHash());

    public string Crc32() => S3Checksum.Of(crc32);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(isEnded, this);
        cancellationToken.ThrowIfCancellationRequested();
        while (buffer.Length > 0)
        {
            if (LastPart.IsFull)
            {
                await send(LastPart, cancellationToken);
                LastPart = new PartBuffer(PartSizes.Next(firstPartBytes, Bytes));
            }

            ReadOnlyMemory<byte> taken = buffer[..LastPart.Append(buffer.Span)];
            sha256.AppendData(taken.Span);
            crc32.Append(taken.Span);
            Bytes += taken.Length;
            buffer = buffer[taken.Length..];
        }
    }

    public void End() => isEnded = true;
}
