using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Serverless.Ops.Functions.Tests.Servers;

/// <summary>The Lambda side of the Runtime API over real HTTP: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html</summary>
internal sealed class RuntimeApiServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Channel<(string Id, byte[] Payload, DateTimeOffset Deadline)> calls = Channel.CreateUnbounded<(
        string,
        byte[],
        DateTimeOffset
    )>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<CallOutcome>> outcomes = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<CallOutcome> startError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource firstPoll = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RuntimeApiServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapGet("/2018-06-01/runtime/invocation/next", NextAsync);
        app.MapPost(
            "/2018-06-01/runtime/invocation/{id}/response",
            (string id, HttpRequest request) => TakeAsync(id, request, isError: false)
        );
        app.MapPost("/2018-06-01/runtime/invocation/{id}/error", (string id, HttpRequest request) => TakeAsync(id, request, isError: true));
        app.MapPost(
            "/2018-06-01/runtime/init/error",
            async (HttpRequest request) =>
            {
                startError.SetResult(await ReadAsync(request, isError: true));
                return Results.Accepted();
            }
        );
    }

    /// <summary>The value for AWS_LAMBDA_RUNTIME_API.</summary>
    public string Address => new Uri(app.Urls.First()).Authority;

    /// <summary>The trace id of each call; null sends no trace id.</summary>
    public string? TraceId { get; set; } = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0";

    /// <summary>The runtime's report about a start that failed.</summary>
    public Task<CallOutcome> StartError => startError.Task;

    /// <summary>Completes when the runtime has started and asks for its first call.</summary>
    public Task FirstPoll => firstPoll.Task;

    public static async Task<RuntimeApiServer> StartAsync()
    {
        var server = new RuntimeApiServer();
        await server.app.StartAsync();
        return server;
    }

    public async Task<CallOutcome> InvokeAsync(byte[] payload, TimeSpan timeout)
    {
        string id = Guid.NewGuid().ToString();
        TaskCompletionSource<CallOutcome> outcome = outcomes.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        await calls.Writer.WriteAsync((id, payload, TimeProvider.System.GetUtcNow() + timeout));
        return await outcome.Task.WaitAsync(TimeSpan.FromMinutes(3));
    }

    public Task<CallOutcome> InvokeAsync(string payload, TimeSpan? timeout = null) =>
        InvokeAsync(System.Text.Encoding.UTF8.GetBytes(payload), timeout ?? TimeSpan.FromMinutes(2));

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }

    private async Task NextAsync(HttpContext http)
    {
        firstPoll.TrySetResult();
        try
        {
            (string? id, byte[]? payload, DateTimeOffset deadline) = await calls.Reader.ReadAsync(http.RequestAborted);
            http.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = id;
            http.Response.Headers["Lambda-Runtime-Deadline-Ms"] = deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
            http.Response.Headers["Lambda-Runtime-Invoked-Function-Arn"] = "arn:aws:lambda:eu-west-1:123456789012:function:sample";
            if (TraceId is not null)
            {
                http.Response.Headers["Lambda-Runtime-Trace-Id"] = TraceId;
            }

            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(payload);
        }
        catch (OperationCanceledException)
        {
            // The runtime closed the connection while it waited for a call.
        }
    }

    private async Task<IResult> TakeAsync(string id, HttpRequest request, bool isError)
    {
        CallOutcome outcome = await ReadAsync(request, isError);
        return outcomes.TryRemove(id, out TaskCompletionSource<CallOutcome>? waiting) && waiting.TrySetResult(outcome)
            ? Results.Accepted()
            : Results.BadRequest();
    }

    private static async Task<CallOutcome> ReadAsync(HttpRequest request, bool isError)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        return new(isError, body.ToArray(), request.ContentType, request.Headers["Lambda-Runtime-Function-Error-Type"]);
    }
}

/// <summary>The runtime's message about one call, or about its start.</summary>
internal sealed record CallOutcome(bool IsError, byte[] Body, string? ContentType, string? ErrorType)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    public string Text => Encoding.UTF8.GetString(Body);
}
