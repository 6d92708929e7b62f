using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Serverless.Ops.Local.Aws.Lambda;

/// <summary>The Lambda Runtime API for one sandbox.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html</remarks>
internal sealed class RuntimeApi(string functionArn)
{
    private const string Prefix = "/2018-06-01/runtime/";
    private readonly Channel<LambdaInvocation> queue = Channel.CreateUnbounded<LambdaInvocation>();
    private readonly ConcurrentDictionary<string, LambdaInvocation> open = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<string> initError = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the error object when the program reports that its start failed.</summary>
    public Task<string> InitError => initError.Task;

    public void Enqueue(LambdaInvocation invocation) => queue.Writer.TryWrite(invocation);

    public async Task HandleAsync(HttpContext http)
    {
        string path = http.Request.Path.Value ?? "";
        string[] parts = path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..].Split('/') : [];
        switch (http.Request.Method, parts)
        {
            case ("GET", ["invocation", "next"]):
                await NextAsync(http);
                break;
            case ("POST", ["invocation", var id, "response" or "error"]):
                await AnswerAsync(http, id, isError: parts[2] == "error");
                break;
            case ("POST", ["init", "error"]):
                initError.TrySetResult(await BodyAsync(http));
                await RespondAsync(http, StatusCodes.Status202Accepted, new JsonObject { ["status"] = "OK" });
                break;
            default:
                await RespondAsync(
                    http,
                    StatusCodes.Status404NotFound,
                    new JsonObject { ["errorType"] = "NotFound", ["errorMessage"] = path }
                );
                break;
        }
    }

    private async Task NextAsync(HttpContext http)
    {
        LambdaInvocation invocation = await queue.Reader.ReadAsync(http.RequestAborted);
        open[invocation.RequestId] = invocation;
        http.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        http.Response.Headers["Lambda-Runtime-Deadline-Ms"] = invocation.Deadline.ToUnixTimeMilliseconds().ToString();
        http.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = functionArn;
        http.Response.Headers["Lambda-Runtime-Trace-Id"] = $"Root=1-{Guid.NewGuid():N};Sampled=0";
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(invocation.Payload, http.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext http, string id, bool isError)
    {
        if (!open.TryRemove(id, out LambdaInvocation? invocation))
        {
            await RespondAsync(
                http,
                StatusCodes.Status400BadRequest,
                new JsonObject { ["errorType"] = "InvalidRequestID", ["errorMessage"] = $"Invalid request ID: {id}" }
            );
            return;
        }

        string body = await BodyAsync(http);
        if (Encoding.UTF8.GetByteCount(body) > LambdaLimits.PayloadBytes)
        {
            invocation.Complete(
                new LambdaAnswer(
                    ErrorObject(
                        "Function.ResponseSizeTooLarge",
                        $"Response payload size exceeded maximum allowed payload size ({LambdaLimits.PayloadBytes} bytes)."
                    ),
                    IsFunctionError: true
                )
            );
            await RespondAsync(
                http,
                StatusCodes.Status413PayloadTooLarge,
                new JsonObject { ["errorType"] = "RequestEntityTooLarge", ["errorMessage"] = "The response is too large." }
            );
            return;
        }

        invocation.Complete(new LambdaAnswer(body, isError));
        await RespondAsync(http, StatusCodes.Status202Accepted, new JsonObject { ["status"] = "OK" });
    }

    public static string ErrorObject(string type, string message) =>
        new JsonObject { ["errorType"] = type, ["errorMessage"] = message }.ToJsonString();

    private static async Task<string> BodyAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(http.RequestAborted);
    }

    private static Task RespondAsync(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(body.ToJsonString(), http.RequestAborted);
    }
}
