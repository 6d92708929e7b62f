using Serverless.Ops.DataPlane.Storage.Contract;

namespace Serverless.Ops.DataPlane.Tests.MariaDb;

/// <summary>A real store that lets a test act in the middle of a job, before each object is written.</summary>
internal sealed class HookedStore(IObjectStore store, Func<string, Task> beforeCreate) : IObjectStore
{
    public async Task<ObjectUpload> CreateAsync(string key, WriteCondition condition, CancellationToken cancellationToken)
    {
        await beforeCreate(key);
        return await store.CreateAsync(key, condition, cancellationToken);
    }

    public Task<Stream> OpenReadAsync(string key, ReadOptions options, CancellationToken cancellationToken) =>
        store.OpenReadAsync(key, options, cancellationToken);

    public Task<ObjectDescription?> FindAsync(string key, CancellationToken cancellationToken) => store.FindAsync(key, cancellationToken);

    public IAsyncEnumerable<ObjectDescription> ListAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<ObjectVersion> ListVersionsAsync(string prefix, CancellationToken cancellationToken) =>
        store.ListVersionsAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, string? version, CancellationToken cancellationToken) =>
        store.DeleteAsync(key, version, cancellationToken);
}
