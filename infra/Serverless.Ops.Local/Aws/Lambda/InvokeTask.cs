using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Aws.Lambda;

/// <summary><c>arn:aws:states:::lambda:invoke</c>: wraps the answer. A function's error becomes the state's error.</summary>
internal sealed class InvokeTask(LocalLambda lambda) : ITaskHandler
{
    public async Task<JsonNode?> RunAsync(TaskRequest request, CancellationToken cancellationToken)
    {
        SdkParameters.Only(request.Parameters, "lambda:invoke", "FunctionName", "Payload");
        LambdaAnswer answer = await lambda.InvokeAsync(
            SdkParameters.Text(request.Parameters, "FunctionName"),
            StateJson.ToText(request.Parameters["Payload"] ?? new JsonObject()),
            cancellationToken
        );
        if (answer.IsFunctionError)
        {
            throw Failure(answer.Payload);
        }

        string requestId = Guid.NewGuid().ToString();
        return new JsonObject
        {
            ["ExecutedVersion"] = "$LATEST",
            ["Payload"] = Parse(answer.Payload),
            ["SdkHttpMetadata"] = new JsonObject { ["HttpStatusCode"] = 200 },
            ["SdkResponseMetadata"] = new JsonObject { ["RequestId"] = requestId },
            ["StatusCode"] = 200,
        };
    }

    private static StateErrorException Failure(string payload)
    {
        string? type =
            Parse(payload) is JsonObject error && error["errorType"] is JsonValue name && name.TryGetValue(out string? text) ? text : null;
        return type is null
            ? new StateErrorException(
                "Lambda.Unknown",
                $"The cause could not be determined because Lambda did not return an error type. Returned payload: {payload}"
            )
            : new StateErrorException(type, payload);
    }

    // Step Functions passes a payload that is not JSON on as a string.
    private static JsonNode? Parse(string payload)
    {
        try
        {
            return payload.Length == 0 ? null : StateJson.Parse(payload);
        }
        catch (JsonException)
        {
            return payload;
        }
    }
}
