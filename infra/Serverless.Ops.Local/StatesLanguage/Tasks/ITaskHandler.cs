using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Tasks;

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
