namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>One upload in progress. Write to <see cref="Content"/>, then complete the upload. Dispose it in any case.</summary>
public abstract class ObjectUpload : IAsyncDisposable
{
    /// <summary>Takes the bytes in order, asynchronously. Not seekable. Disposing the stream does nothing, because a compressor may
    /// close the stream below it.</summary>
    public abstract Stream Content { get; }

    /// <summary>Makes the object visible and returns its description with the SHA-256. Call it once.</summary>
    /// <exception cref="WriteConflictException">The condition of the upload does not hold.</exception>
    public abstract Task<ObjectDescription> CompleteAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
