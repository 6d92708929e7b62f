using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Tasks;

/// <summary>The closed table of what a Task may name; anything else is an error when the file is loaded.</summary>
internal sealed class TaskResources(IEnumerable<TaskResource> resources)
{
    private readonly Dictionary<string, TaskResource> byArn = resources.ToDictionary(resource => resource.Arn, StringComparer.Ordinal);

    public IEnumerable<string> Arns => byArn.Keys;

    public TaskResource? Find(string arn) => byArn.GetValueOrDefault(arn);
}

/// <summary>A resource that Tasks may name.</summary>
/// <param name="Arn">Such as <c>arn:aws:states:::lambda:invoke</c>.</param>
internal sealed record TaskResource(string Arn, ITaskHandler Handler)
{
    private const string Prefix = "arn:aws:states:::";
    private const string SyncVersion = ":2";

    /// <summary>As history events name it: <c>lambda</c>, <c>aws-sdk:ssm</c>.</summary>
    public string ResourceType => Arn[Prefix.Length..Cut];

    /// <summary>As history events name it: <c>invoke</c>, <c>sendCommand.waitForTaskToken</c>, <c>startExecution.sync:2</c>.</summary>
    public string Resource => Arn[(Cut + 1)..];

    public bool WaitsForToken => Arn.EndsWith(".waitForTaskToken", StringComparison.Ordinal);

    public bool WaitsForJob => Arn.EndsWith(SyncVersion, StringComparison.Ordinal);

    private int Cut => Arn.LastIndexOf(':', Arn.Length - 1 - (WaitsForJob ? SyncVersion.Length : 0));
}

/// <summary>What does a Task's work: the boundary to what stands in for an AWS service.</summary>
internal interface ITaskHandler
{
    /// <summary>
    /// The service's answer as Step Functions gives it to the state. With a task token this is the answer to the call
    /// alone; the task's result comes through <see cref="TaskTokens"/>. Throws <see cref="StateErrorException"/> under
    /// the name that AWS would report.
    /// </summary>
    Task<JsonNode?> RunAsync(TaskRequest request, CancellationToken cancellationToken);
}

/// <param name="Parameters">The state's parameters with all paths filled in.</param>
internal sealed record TaskRequest(JsonObject Parameters);
