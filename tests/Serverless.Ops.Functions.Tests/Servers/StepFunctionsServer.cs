using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Serverless.Ops.Functions.Tests.Servers;

/// <summary>Step Functions' side of a task token, with AWS JSON 1.0 over real HTTP.</summary>
internal sealed class StepFunctionsServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<TaskCall> calls = new();

    private StepFunctionsServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/", TakeAsync);
    }

    /// <summary>Chooses the error code for a call; null accepts the call.</summary>
    public Func<TaskCall, string?> Refuse { get; set; } = _ => null;

    /// <summary>Chooses the JSON that answers an accepted call.</summary>
    public Func<TaskCall, string> Answer { get; set; } = _ => "{}";

    public string Url => app.Urls.First();

    public IReadOnlyList<TaskCall> Calls => [.. calls];

    /// <summary>The one call that is not a task heartbeat. Task heartbeats can arrive before it and after it.</summary>
    public TaskCall Verdict => calls.Single(call => call.Operation != "SendTaskHeartbeat");

    public static async Task<StepFunctionsServer> StartAsync()
    {
        var server = new StepFunctionsServer();
        await server.app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        JsonObject body = (await JsonNode.ParseAsync(request.Body))!.AsObject();
        var call = new TaskCall(
            request.Headers["X-Amz-Target"].ToString().Replace("AWSStepFunctions.", "", StringComparison.Ordinal),
            body,
            request.ContentType ?? "",
            request.Headers.Authorization.ToString()
        );
        calls.Enqueue(call);
        return Refuse(call) is { } code
            ? Results.Text(
                $$"""{"__type":"{{code}}","message":"refused by the test"}""",
                "application/x-amz-json-1.0",
                statusCode: code.StartsWith("Internal", StringComparison.Ordinal) ? 500 : 400
            )
            : Results.Text(Answer(call), "application/x-amz-json-1.0");
    }
}

/// <summary>One request to Step Functions, as it was on the wire.</summary>
internal sealed record TaskCall(string Operation, JsonObject Body, string ContentType, string Authorization)
{
    public string? this[string member] => Body[member]?.GetValue<string>();
}
