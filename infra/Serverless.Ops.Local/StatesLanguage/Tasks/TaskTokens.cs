using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Tasks;

/// <summary>The tasks that wait for a report with their token.</summary>
internal sealed class TaskTokens(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, PendingTask> pending = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> closed = new(StringComparer.Ordinal);

    public PendingTask Open()
    {
        string token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(192));
        var task = new PendingTask(token, time);
        pending[token] = task;
        return task;
    }

    /// <summary>Closes the task's token. A later report with this token gets <see cref="TokenAnswer.TaskTimedOut"/>.</summary>
    public void Close(PendingTask task)
    {
        closed[task.Token] = 0;
        pending.TryRemove(task.Token, out _);
    }

    public TokenAnswer Succeed(string token, string output) =>
        Report(
            token,
            task =>
            {
                try
                {
                    return task.Succeed(StateJson.Parse(output)) ? TokenAnswer.Accepted : TokenAnswer.TaskTimedOut;
                }
                catch (JsonException)
                {
                    return TokenAnswer.InvalidOutput;
                }
            }
        );

    public TokenAnswer Fail(string token, string error, string cause) =>
        Report(token, task => task.Fail(new StateErrorException(error, cause)) ? TokenAnswer.Accepted : TokenAnswer.TaskTimedOut);

    public TokenAnswer Heartbeat(string token) =>
        Report(
            token,
            task =>
            {
                task.Heartbeat();
                return TokenAnswer.Accepted;
            }
        );

    private TokenAnswer Report(string token, Func<PendingTask, TokenAnswer> report) =>
        pending.TryGetValue(token, out PendingTask? task) ? report(task)
        : closed.ContainsKey(token) ? TokenAnswer.TaskTimedOut
        : TokenAnswer.InvalidToken;
}

/// <summary>A task that waits for a report with its token.</summary>
internal sealed class PendingTask(string token, TimeProvider time)
{
    private readonly TaskCompletionSource<JsonNode?> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long lastBeat = time.GetTimestamp();

    public string Token => token;

    public bool Succeed(JsonNode? output) => completion.TrySetResult(output);

    public bool Fail(StateErrorException error) => completion.TrySetException(error);

    public void Heartbeat() => Interlocked.Exchange(ref lastBeat, time.GetTimestamp());

    /// <summary>
    /// The reported output. Throws the reported error, or States.Timeout when no heartbeat came within the limit. AWS's
    /// history names a lost heartbeat States.Timeout, and States.HeartbeatTimeout matches the error too.
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

/// <summary>The answer to a report with a task token.</summary>
internal enum TokenAnswer
{
    Accepted,

    /// <summary>The token is unknown.</summary>
    InvalidToken,

    /// <summary>The task has already ended: by a timeout, by an earlier report, or with its execution.</summary>
    TaskTimedOut,

    /// <summary>The output is not JSON.</summary>
    InvalidOutput,
}
