using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Aws.StepFunctions;

/// <summary>
/// Serves the part of the Step Functions API that our program calls, in AWS JSON 1.0. Host jobs call SendTaskSuccess,
/// SendTaskFailure and SendTaskHeartbeat. Functions call GetExecutionHistory. <c>AWS_ENDPOINT_URL_SFN</c> holds the address.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html</remarks>
internal sealed class CallbackEndpoint : IAsyncDisposable
{
    private const string Target = "AWSStepFunctions.";
    private const int MaxErrorCharacters = 256;
    private const int MaxCauseCharacters = 32_768;
    private const int MaxTokenCharacters = 2_048;

    private readonly TaskTokens tokens;
    private readonly ExecutionHistories histories;
    private LoopbackServer? server;

    private CallbackEndpoint(TaskTokens tokens, ExecutionHistories histories) => (this.tokens, this.histories) = (tokens, histories);

    /// <summary>Value of <c>AWS_ENDPOINT_URL_SFN</c>.</summary>
    public string Url => $"http://{server!.Authority}";

    public static async Task<CallbackEndpoint> StartAsync(
        TaskTokens tokens,
        ExecutionHistories histories,
        CancellationToken cancellationToken
    )
    {
        var endpoint = new CallbackEndpoint(tokens, histories);
        endpoint.server = await LoopbackServer.StartAsync(endpoint.HandleAsync, 4L * StateLimits.DataBytes, cancellationToken);
        return endpoint;
    }

    public ValueTask DisposeAsync() => server!.DisposeAsync();

    private async Task HandleAsync(HttpContext http)
    {
        string target = http.Request.Headers["X-Amz-Target"].ToString();
        JsonObject? body = await BodyAsync(http);
        string? operation = target.StartsWith(Target, StringComparison.Ordinal) ? target[Target.Length..] : null;
        JsonObject result = [];
        (string? error, string message) = body is null
            ? ("com.amazon.coral.service#SerializationException", "The request is not a JSON object.")
            : operation switch
            {
                "SendTaskSuccess" => Success(body),
                "SendTaskFailure" => Failure(body),
                "GetExecutionHistory" => History(body, result),
                "SendTaskHeartbeat" => Checked(body, () => Answer(tokens.Heartbeat(Field(body, "taskToken")!))),
                _ => ("com.amazon.coral.service#UnknownOperationException", $"The local Step Functions does not serve {target}."),
            };
        http.Response.ContentType = "application/x-amz-json-1.0";
        http.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        http.Response.StatusCode = error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        JsonObject response = error is null ? result : new JsonObject { ["__type"] = error, ["message"] = message };
        await http.Response.WriteAsync(response.ToJsonString(), http.RequestAborted);
    }

    private (string? Error, string Message) Success(JsonObject body) =>
        Checked(
            body,
            () =>
            {
                string? output = Field(body, "output");
                return output switch
                {
                    null => Invalid("output", "must not be null"),
                    _ when Encoding.UTF8.GetByteCount(output) > StateLimits.DataBytes => Invalid(
                        "output",
                        $"must have at most {StateLimits.DataBytes} bytes"
                    ),
                    _ => Answer(tokens.Succeed(Field(body, "taskToken")!, output)),
                };
            }
        );

    private (string? Error, string Message) Failure(JsonObject body) =>
        Checked(
            body,
            () =>
            {
                string error = Field(body, "error") ?? "";
                string cause = Field(body, "cause") ?? "";
                return (error.Length, cause.Length) switch
                {
                    (> MaxErrorCharacters, _) => Invalid("error", $"must have at most {MaxErrorCharacters} characters"),
                    (_, > MaxCauseCharacters) => Invalid("cause", $"must have at most {MaxCauseCharacters} characters"),
                    _ => Answer(tokens.Fail(Field(body, "taskToken")!, error, cause)),
                };
            }
        );

    private (string? Error, string Message) History(JsonObject body, JsonObject result)
    {
        string arn = Field(body, "executionArn") ?? "";
        if (histories.Page(arn, body) is not { } page)
        {
            return ("com.amazonaws.swf.service.v2.model#ExecutionDoesNotExist", $"Execution Does Not Exist: '{arn}'");
        }

        foreach ((string name, JsonNode? value) in page.ToList())
        {
            page.Remove(name);
            result[name] = value;
        }

        return (null, "");
    }

    private static (string? Error, string Message) Checked(JsonObject body, Func<(string?, string)> report) =>
        Field(body, "taskToken") switch
        {
            null => Invalid("taskToken", "must not be null"),
            { Length: 0 or > MaxTokenCharacters } => Invalid("taskToken", $"must have 1 to {MaxTokenCharacters} characters"),
            _ => report(),
        };

    private static (string?, string) Invalid(string field, string problem) =>
        (
            "com.amazon.coral.validate#ValidationException",
            $"1 validation error detected: Value at '{field}' failed to satisfy constraint: Member {problem}"
        );

    private static (string?, string) Answer(TokenAnswer answer) =>
        answer switch
        {
            TokenAnswer.Accepted => (null, ""),
            TokenAnswer.InvalidToken => ("com.amazonaws.swf.service.v2.model#InvalidToken", "Invalid Token: 'Invalid token'"),
            TokenAnswer.InvalidOutput => ("com.amazonaws.swf.service.v2.model#InvalidOutput", "Invalid Output: 'The output is not JSON'"),
            _ => ("com.amazonaws.swf.service.v2.model#TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'"),
        };

    private static string? Field(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static async Task<JsonObject?> BodyAsync(HttpContext http)
    {
        try
        {
            return await JsonNode.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
