using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.StepFunctions;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Tests.Aws.StepFunctions;

/// <summary>Calls the endpoint over HTTP, in the AWS JSON 1.0 protocol.</summary>
public sealed class CallbackEndpointTests : IAsyncLifetime
{
    private readonly TaskTokens tokens = new(TimeProvider.System);
    private readonly HttpClient http = new();
    private CallbackEndpoint endpoint = null!;

    public async ValueTask InitializeAsync() =>
        endpoint = await CallbackEndpoint.StartAsync(tokens, new ExecutionHistories(_ => null), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await endpoint.DisposeAsync();
    }

    [Fact]
    public async Task Success_GivesTheOutputToTheTask()
    {
        PendingTask task = tokens.Open();

        (HttpStatusCode status, _) = await CallAsync(
            "SendTaskSuccess",
            new JsonObject { ["taskToken"] = task.Token, ["output"] = """{"rows":1}""" }
        );

        status.ShouldBe(HttpStatusCode.OK);
        ((int)(await task.WaitAsync(null, CancellationToken.None))!["rows"]!).ShouldBe(1);
    }

    [Fact]
    public async Task Failure_AfterASuccess_HearsThatTheTaskTimedOut()
    {
        PendingTask task = tokens.Open();
        await CallAsync("SendTaskSuccess", new JsonObject { ["taskToken"] = task.Token, ["output"] = "1" });

        (HttpStatusCode status, string error) = await CallAsync(
            "SendTaskFailure",
            new JsonObject { ["taskToken"] = task.Token, ["error"] = "X" }
        );

        (status, error).ShouldBe((HttpStatusCode.BadRequest, "TaskTimedOut"));
    }

    [Theory]
    [InlineData("SendTaskHeartbeat", """{"taskToken":"unknown"}""", "InvalidToken")]
    [InlineData("SendTaskHeartbeat", "{}", "ValidationException")]
    [InlineData("SendTaskSuccess", """{"taskToken":"unknown"}""", "ValidationException")]
    [InlineData("StartExecution", "{}", "UnknownOperationException")]
    [InlineData("SendTaskHeartbeat", "no json", "SerializationException")]
    public async Task Call_ThatCannotBeServed_IsRefusedInAwssForm(string operation, string body, string error) =>
        (await CallAsync(operation, body)).ShouldBe((HttpStatusCode.BadRequest, error));

    [Fact]
    public async Task Values_OverTheirLimits_AreRefused()
    {
        PendingTask task = tokens.Open();
        JsonObject With(string field, string value) => new() { ["taskToken"] = task.Token, [field] = value };

        (await CallAsync("SendTaskSuccess", With("output", $"\"{new string('x', 262_143)}\""))).Error.ShouldBe("ValidationException");
        (await CallAsync("SendTaskFailure", With("error", new string('x', 257)))).Error.ShouldBe("ValidationException");
        (await CallAsync("SendTaskFailure", With("cause", new string('x', 32_769)))).Error.ShouldBe("ValidationException");
        (await CallAsync("SendTaskSuccess", With("output", "{"))).Error.ShouldBe("InvalidOutput");
        (await CallAsync("SendTaskSuccess", With("output", $"\"{new string('x', 262_142)}\""))).Status.ShouldBe(HttpStatusCode.OK);
    }

    private Task<(HttpStatusCode Status, string Error)> CallAsync(string operation, JsonObject body) =>
        CallAsync(operation, body.ToJsonString());

    private async Task<(HttpStatusCode Status, string Error)> CallAsync(string operation, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new StringContent(body, Encoding.UTF8) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", $"AWSStepFunctions.{operation}");
        using HttpResponseMessage response = await http.SendAsync(request);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-amz-json-1.0");
        string error = (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["__type"] ?? "";
        return (response.StatusCode, error[(error.IndexOf('#', StringComparison.Ordinal) + 1)..]);
    }
}
