namespace Serverless.Ops.DataPlane.ObjectStores;

/// <summary>One upload in progress: write to <see cref="Content"/>, then complete it; dispose in any case.</summary>
public abstract class ObjectUpload : IAsyncDisposable
{
    /// <summary>Where the bytes go, in order. Not seekable. Do not dispose it.</summary>
    public abstract Stream Content { get; }

    /// <summary>Makes the object visible. Throws <see cref="WriteConflictException"/> when the condition does not hold.</summary>
    public abstract Task<ObjectDescription> CompleteAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
