namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>One upload in progress: write to <see cref="Content"/>, then complete it; dispose in any case.</summary>
public abstract class ObjectUpload : IAsyncDisposable
{
    /// <summary>Where the bytes go, in order, asynchronously. Not seekable. Disposing it does nothing, so that a
    /// compressor may close what it writes to.</summary>
    public abstract Stream Content { get; }

    /// <summary>Makes the object visible and tells its sha256. Throws <see cref="WriteConflictException"/> when the
    /// condition does not hold. Cannot be called twice.</summary>
    public abstract Task<ObjectDescription> CompleteAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
