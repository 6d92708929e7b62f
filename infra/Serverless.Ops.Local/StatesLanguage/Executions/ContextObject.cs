using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>Builds the context object, <c>$$</c>.</summary>
/// <remarks>https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html</remarks>
internal static class ContextObject
{
    public static JsonObject Create(Execution execution) =>
        new()
        {
            ["Execution"] = new JsonObject
            {
                ["Id"] = execution.Arn,
                ["Input"] = execution.Input?.DeepClone(),
                ["Name"] = execution.Name,
                ["StartTime"] = StateJson.Timestamp(execution.StartedAt),
            },
            ["StateMachine"] = new JsonObject { ["Id"] = execution.Machine.Arn, ["Name"] = execution.Machine.Name },
        };

    public static void Enter(JsonObject context, string state, DateTimeOffset at)
    {
        context["State"] = new JsonObject
        {
            ["Name"] = state,
            ["EnteredTime"] = StateJson.Timestamp(at),
            ["RetryCount"] = 0,
        };
        context.Remove("Task");
    }

    public static void Retry(JsonObject context, int count) => context["State"]!["RetryCount"] = count;

    public static void PassToken(JsonObject context, string token) => context["Task"] = new JsonObject { ["Token"] = token };
}
