using Serverless.Ops.DataPlane.Storage.Contract;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;

/// <summary>Makes its caller wait at the first segment until the test resumes it.</summary>
internal sealed class PausingStore(IObjectStore inner) : IObjectStore
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => reached.Task;

    public void Resume() => resumed.TrySetResult();

    public async Task<ObjectUpload> CreateAsync(string key, WriteCondition condition, CancellationToken cancellationToken)
    {
        if (key.StartsWith("sets/binlog/", StringComparison.Ordinal) && !key.EndsWith(".json", StringComparison.Ordinal))
        {
            reached.TrySetResult();
            await resumed.Task.WaitAsync(cancellationToken);
        }

        return await inner.CreateAsync(key, condition, cancellationToken);
    }

    public Task<Stream> OpenReadAsync(string key, ReadOptions options, CancellationToken cancellationToken) =>
        inner.OpenReadAsync(key, options, cancellationToken);

    public Task<ObjectDescription?> FindAsync(string key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

    public IAsyncEnumerable<ObjectDescription> ListAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, cancellationToken);

    public IAsyncEnumerable<ObjectVersion> ListVersionsAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ListVersionsAsync(prefix, cancellationToken);

    public Task DeleteAsync(string key, string? version, CancellationToken cancellationToken) =>
        inner.DeleteAsync(key, version, cancellationToken);
}
