using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Tasks;

/// <summary>All resources that a Task may name. Any other resource is an error when the file is loaded.</summary>
internal sealed class TaskResources(IEnumerable<TaskResource> resources)
{
    private readonly Dictionary<string, TaskResource> byArn = resources.ToDictionary(resource => resource.Arn, StringComparer.Ordinal);

    public IEnumerable<string> Arns => byArn.Keys;

    public TaskResource? Find(string arn) => byArn.GetValueOrDefault(arn);
}

/// <summary>A resource that Tasks may name.</summary>
/// <param name="Arn">For example <c>arn:aws:states:::lambda:invoke</c>.</param>
internal sealed record TaskResource(string Arn, ITaskHandler Handler)
{
    private const string Prefix = "arn:aws:states:::";
    private const string SyncVersion = ":2";

    /// <summary>The type in history events: for example <c>lambda</c> or <c>aws-sdk:ssm</c>.</summary>
    public string ResourceType => Arn[Prefix.Length..Cut];

    /// <summary>The name in history events: for example <c>invoke</c> or <c>startExecution.sync:2</c>.</summary>
    public string Resource => Arn[(Cut + 1)..];

    public bool WaitsForToken => Arn.EndsWith(".waitForTaskToken", StringComparison.Ordinal);

    public bool WaitsForJob => Arn.EndsWith(SyncVersion, StringComparison.Ordinal);

    private int Cut => Arn.LastIndexOf(':', Arn.Length - 1 - (WaitsForJob ? SyncVersion.Length : 0));
}

/// <summary>Does the work of a Task: the boundary between the interpreter and a local AWS service.</summary>
internal interface ITaskHandler
{
    /// <summary>
    /// The service's answer, in the form in which Step Functions gives it to the state. A task with a token gets its result
    /// later, through <see cref="TaskTokens"/>. Throws <see cref="StateErrorException"/> with the error name that AWS reports.
    /// </summary>
    Task<JsonNode?> RunAsync(TaskRequest request, CancellationToken cancellationToken);
}

/// <summary>The call of a resource.</summary>
/// <param name="Parameters">The state's parameters with all paths and functions filled in.</param>
internal sealed record TaskRequest(JsonObject Parameters);
