using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>A client of the Runtime API, version 2018-06-01: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html</summary>
internal sealed class RuntimeApiClient : IDisposable
{
    // There is no timeout, because Lambda can freeze the waiting process for hours. Only the token ends the wait for a call.
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri($"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.GetAsync(
            "invocation/next",
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken
        );
        await EnsureAcceptedAsync(response, cancellationToken);
        var context = new RuntimeLambdaContext(
            Header(response, "Lambda-Runtime-Aws-Request-Id"),
            Header(response, "Lambda-Runtime-Invoked-Function-Arn"),
            DateTimeOffset.FromUnixTimeMilliseconds(
                long.Parse(Header(response, "Lambda-Runtime-Deadline-Ms"), CultureInfo.InvariantCulture)
            )
        );
        // Null removes the variable, so that a call without a trace id does not get the id of the previous call.
        Environment.SetEnvironmentVariable(
            "_X_AMZN_TRACE_ID",
            response.Headers.TryGetValues("Lambda-Runtime-Trace-Id", out IEnumerable<string>? trace) ? trace.First() : null
        );

        var input = new MemoryStream();
        await response.Content.CopyToAsync(input, cancellationToken);
        input.Position = 0;
        return new(input, context);
    }

    public Task SendResponseAsync(string requestId, Stream output, CancellationToken cancellationToken)
    {
        var content = new StreamContent(output);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return PostAsync($"invocation/{requestId}/response", content, errorType: null, cancellationToken);
    }

    public Task ReportInvocationErrorAsync(string requestId, Exception failure, CancellationToken cancellationToken) =>
        PostErrorAsync($"invocation/{requestId}/error", failure, cancellationToken);

    public Task ReportInitializationErrorAsync(Exception failure, CancellationToken cancellationToken) =>
        PostErrorAsync("init/error", failure, cancellationToken);

    public void Dispose() => http.Dispose();

    private Task PostErrorAsync(string path, Exception failure, CancellationToken cancellationToken)
    {
        var content = new ReadOnlyMemoryContent(ErrorJson.Write(failure));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.aws.lambda.error+json");
        return PostAsync(path, content, failure.GetType().Name, cancellationToken);
    }

    private async Task PostAsync(string path, HttpContent content, string? errorType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (errorType is not null)
        {
            request.Headers.Add("Lambda-Runtime-Function-Error-Type", errorType);
        }

        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        await EnsureAcceptedAsync(response, cancellationToken);
    }

    private static async Task EnsureAcceptedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new RuntimeApiClientException(
                $"The Lambda Runtime API answered {(int)response.StatusCode} to {response.RequestMessage?.RequestUri?.AbsolutePath}: "
                    + await response.Content.ReadAsStringAsync(cancellationToken),
                response.StatusCode
            );
        }
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values)
            ? values.First()
            : throw new RuntimeApiClientException($"The Lambda Runtime API sent a call without the header {name}.", response.StatusCode);
}

/// <summary>One call from the Runtime API.</summary>
internal sealed record Invocation(Stream Input, RuntimeLambdaContext Context) : IDisposable
{
    public void Dispose() => Input.Dispose();
}

/// <summary>The Runtime API refused a message, or its answer breaks the protocol.</summary>
public sealed class RuntimeApiClientException(string message, HttpStatusCode statusCode) : Exception(message)
{
    public HttpStatusCode StatusCode { get; } = statusCode;
}
