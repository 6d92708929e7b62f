using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Tasks;

/// <summary>The tasks that wait to be reported on by their token.</summary>
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

    /// <summary>Whoever reports on it from now on hears that it timed out.</summary>
    public void Close(PendingTask task)
    {
        closed[task.Token] = 0;
        pending.TryRemove(task.Token, out _);
    }

    public TokenAnswer Succeed(string token, string output) => Report(token, task =>
    {
        try
        {
            return task.Succeed(StateJson.Parse(output)) ? TokenAnswer.Accepted : TokenAnswer.TaskTimedOut;
        }
        catch (JsonException)
        {
            return TokenAnswer.InvalidOutput;
        }
    });

    public TokenAnswer Fail(string token, string error, string cause) => Report(
        token, task => task.Fail(new StateErrorException(error, cause)) ? TokenAnswer.Accepted : TokenAnswer.TaskTimedOut);

    public TokenAnswer Heartbeat(string token) => Report(token, task =>
    {
        task.Heartbeat();
        return TokenAnswer.Accepted;
    });

    private TokenAnswer Report(string token, Func<PendingTask, TokenAnswer> report) =>
        pending.TryGetValue(token, out PendingTask? task) ? report(task)
        : closed.ContainsKey(token) ? TokenAnswer.TaskTimedOut : TokenAnswer.InvalidToken;
}
