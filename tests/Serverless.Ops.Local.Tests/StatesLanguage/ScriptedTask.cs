using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Tests.StatesLanguage;

/// <summary>A resource whose work is a function of the test.</summary>
internal sealed class ScriptedTask(Func<JsonObject, int, CancellationToken, Task<JsonNode?>> work) : ITaskHandler
{
    private readonly ConcurrentQueue<JsonObject> requests = [];
    private int attempts;

    public int Attempts => attempts;

    /// <summary>A copy of the requests until now.</summary>
    public IReadOnlyList<JsonObject> Requests => [.. requests];

    public static ScriptedTask Giving(Func<JsonObject, int, JsonNode?> work) =>
        new((parameters, attempt, _) => Task.FromResult(work(parameters, attempt)));

    public Task<JsonNode?> RunAsync(TaskRequest request, CancellationToken cancellationToken)
    {
        requests.Enqueue((JsonObject)request.Parameters.DeepClone());
        return work(request.Parameters, Interlocked.Increment(ref attempts), cancellationToken);
    }
}
