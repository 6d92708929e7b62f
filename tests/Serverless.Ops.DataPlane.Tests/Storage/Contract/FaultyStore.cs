using Serverless.Ops.DataPlane.Storage.Contract;

namespace Serverless.Ops.DataPlane.Tests.Storage.Contract;

/// <summary>Wraps a real store. A test can make its requests fail, or make it lose the answer to a write.</summary>
internal sealed class FaultyStore(IObjectStore store) : IObjectStore
{
    public bool IsDown { get; set; }

    /// <summary>Requests fail with a permanent error. With <see cref="IsDown"/> the error is transient.</summary>
    public bool IsDenied { get; set; }

    public bool LosesNextAnswer { get; set; }

    /// <summary>Acts before an object is opened.</summary>
    public Func<string, Task> BeforeRead { get; set; } = _ => Task.CompletedTask;

    public async Task<ObjectUpload> CreateAsync(string key, WriteCondition condition, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        return new Upload(this, await store.CreateAsync(key, condition, cancellationToken));
    }

    public async Task<Stream> OpenReadAsync(string key, ReadOptions options, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        await BeforeRead(key);
        return await store.OpenReadAsync(key, options, cancellationToken);
    }

    public Task<ObjectDescription?> FindAsync(string key, CancellationToken cancellationToken)
    {
        ThrowIfDown();
        return store.FindAsync(key, cancellationToken);
    }

    public IAsyncEnumerable<ObjectDescription> ListAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<ObjectVersion> ListVersionsAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListVersionsAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, string? version, CancellationToken cancellationToken) =>
        store.DeleteAsync(key, version, cancellationToken);

    private void ThrowIfDown()
    {
        if (IsDenied)
        {
            throw new StoreAccessDeniedException("faulty store", "write", key: null, new UnauthorizedAccessException("no right"));
        }

        if (IsDown)
        {
            throw new StoreUnavailableException("faulty store", "is down.");
        }
    }

    private sealed class Upload(FaultyStore owner, ObjectUpload upload) : ObjectUpload
    {
        public override Stream Content => upload.Content;

        public override async Task<ObjectDescription> CompleteAsync(CancellationToken cancellationToken)
        {
            ObjectDescription stored = await upload.CompleteAsync(cancellationToken);
            if (!owner.LosesNextAnswer)
            {
                return stored;
            }

            owner.LosesNextAnswer = false;
            // A retry of a write whose first answer was lost gets this error.
            throw new WriteConflictException("faulty store", stored.Key);
        }

        public override ValueTask DisposeAsync() => upload.DisposeAsync();
    }
}
