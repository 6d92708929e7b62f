using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Tasks;

/// <summary>A task that waits for a report by its token.</summary>
internal sealed class PendingTask(string token, TimeProvider time)
{
    private readonly TaskCompletionSource<JsonNode?> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long lastBeat = time.GetTimestamp();

    public string Token => token;

    public bool Succeed(JsonNode? output) => completion.TrySetResult(output);

    public bool Fail(StateErrorException error) => completion.TrySetException(error);

    public void Heartbeat() => Interlocked.Exchange(ref lastBeat, time.GetTimestamp());

    /// <summary>
    /// The reported output. Throws the reported error, or States.Timeout when no heartbeat came for so long; AWS names a
    /// lost heartbeat so in its history, and matches it as States.HeartbeatTimeout as well.
    /// </summary>
    public async Task<JsonNode?> WaitAsync(TimeSpan? heartbeat, CancellationToken cancellationToken)
    {
        while (heartbeat is { } limit && !completion.Task.IsCompleted)
        {
            TimeSpan left = limit - time.GetElapsedTime(Interlocked.Read(ref lastBeat));
            if (left <= TimeSpan.Zero)
            {
                throw new StateErrorException(StateErrors.Timeout, "") { Alias = StateErrors.HeartbeatTimeout };
            }

            using var delayed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(completion.Task, Task.Delay(left, time, delayed.Token));
            await delayed.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await completion.Task.WaitAsync(cancellationToken);
    }
}
