using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Serverless.Ops.Functions.Tests.Servers;

/// <summary>Step Functions' side of a task token, AWS JSON 1.0 over real HTTP.</summary>
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

    /// <summary>The error code to answer a call with, or null to accept it.</summary>
    public Func<TaskCall, string?> Refuse { get; set; } = _ => null;

    /// <summary>The JSON to answer an accepted call with.</summary>
    public Func<TaskCall, string> Answer { get; set; } = _ => "{}";

    public string Url => app.Urls.First();

    public IReadOnlyList<TaskCall> Calls => [.. calls];

    /// <summary>The one call that is no heartbeat; one of those may still be on its way when it comes.</summary>
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

/// <summary>One call of Step Functions as it came over the wire.</summary>
internal sealed record TaskCall(string Operation, JsonObject Body, string ContentType, string Authorization)
{
    public string? this[string member] => Body[member]?.GetValue<string>();
}
