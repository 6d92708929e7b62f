using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Serverless.Ops.TestSupport.S3;

/// <summary>A proxy between a client and <see cref="CephGateway"/>. See this folder's README.</summary>
public sealed class S3Proxy : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = TimeSpan.FromMinutes(5),
    };
    private readonly Uri gateway;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> keyLocks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> checksums = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<SeenRequest> seen = new();

    private S3Proxy(Uri gateway, WebApplication application) => (this.gateway, this.application) = (gateway, application);

    public Uri Endpoint => new(application.Urls.Single());

    /// <summary>Called for each request. Returns the fault to inject, or null for none.</summary>
    public Func<SeenRequest, Fault?>? Inject { get; set; }

    /// <summary>
    /// When set, the proxy refuses every upload that does not ask for SSE-KMS with this key and a bucket key. On AWS a bucket policy
    /// does this.
    /// </summary>
    public string? DemandedKmsKey { get; set; }

    public IReadOnlyCollection<SeenRequest> Seen => [.. seen];

    public static async Task<S3Proxy> StartAsync(Uri gateway)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        WebApplication application = builder.Build();
        var proxy = new S3Proxy(gateway, application);
        application.Run(proxy.AnswerAsync);
        await application.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(new CancellationToken(canceled: true));
        await application.DisposeAsync();
        http.Dispose();
    }

    private static SeenRequest Look(HttpContext context) =>
        new(
            context.Request.Method,
            context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal)
        );

    private async Task AnswerAsync(HttpContext context)
    {
        SeenRequest request = Look(context);
        seen.Enqueue(request);
        byte[] body = await ReadBodyAsync(context, request);
        Fault? fault = Inject?.Invoke(request);
        if (await RefusedAsync(context, request, body, fault))
        {
            return;
        }

        if (!(request.IsPut || request.IsComplete || (request.Method == "DELETE" && !request.IsAbort)))
        {
            await PassOnAsync(context, request, body, fault);
            return;
        }

        SemaphoreSlim keyLock = keyLocks.GetOrAdd(request.Path, _ => new SemaphoreSlim(1));
        await keyLock.WaitAsync();
        try
        {
            if (!await ConditionFailedAsync(context, request))
            {
                await PassOnAsync(context, request, body, fault);
            }
        }
        finally
        {
            keyLock.Release();
        }
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext context, SeenRequest request)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        bool isChunked = request.Header("x-amz-content-sha256")?.StartsWith("STREAMING-", StringComparison.Ordinal) == true;
        return isChunked ? ChunkedBody.Decode(body.ToArray()) : body.ToArray();
    }

    private async Task<bool> RefusedAsync(HttpContext context, SeenRequest request, byte[] body, Fault? fault)
    {
        (int Status, string Code)? error = fault?.Kind switch
        {
            FaultKind.SlowDown => (503, "SlowDown"),
            FaultKind.InternalError => (500, "InternalError"),
            FaultKind.ConditionalConflict => (409, "ConditionalRequestConflict"),
            FaultKind.AccessDenied => (403, "AccessDenied"),
            FaultKind.ExpiredToken => (400, "ExpiredToken"),
            _ => Objection(request, body),
        };
        if (error is not var (status, code))
        {
            return false;
        }

        await WriteErrorAsync(context, status, code);
        return true;
    }

    /// <summary>The error with which S3 or a bucket policy refuses the request. Null when they accept the request.</summary>
    private (int Status, string Code)? Objection(SeenRequest request, byte[] body)
    {
        if (
            DemandedKmsKey is not null
            && (request.IsPut || request.IsInitiate)
            && (
                request.Header("x-amz-server-side-encryption"),
                request.Header("x-amz-server-side-encryption-aws-kms-key-id"),
                request.Header("x-amz-server-side-encryption-bucket-key-enabled")?.ToLowerInvariant()
            ) != ("aws:kms", DemandedKmsKey, "true")
        )
        {
            return (403, "AccessDenied");
        }

        if (
            request.IsInitiate
            && (request.Header("x-amz-checksum-algorithm"), request.Header("x-amz-checksum-type")) != ("CRC32", "FULL_OBJECT")
        )
        {
            return (400, "InvalidRequest");
        }

        if (!request.IsPut && !request.IsPart)
        {
            return null;
        }

        return request.Header("x-amz-checksum-crc32") switch
        {
            null => (400, "InvalidRequest"),
            var sum when sum != Crc32Text.Of(body) => (400, "BadDigest"),
            _ => null,
        };
    }

    /// <summary>
    /// Checks If-None-Match and If-Match. Source: Amazon S3 User Guide, "How to prevent object overwrites with conditional writes".
    /// </summary>
    private async Task<bool> ConditionFailedAsync(HttpContext context, SeenRequest request)
    {
        (string? ifNoneMatch, string? ifMatch) = (request.Header("if-none-match"), request.Header("if-match"));
        if (ifNoneMatch is null && ifMatch is null)
        {
            return false;
        }

        using HttpResponseMessage current = await SendAsync("HEAD", request.Path, [], []);
        string? eTag = current.StatusCode == HttpStatusCode.OK ? current.Headers.ETag?.Tag : null;
        if (ifNoneMatch == "*" && eTag is not null)
        {
            await WriteErrorAsync(context, 412, "PreconditionFailed");
        }
        else if (ifMatch is not null && eTag is null)
        {
            await WriteErrorAsync(context, 404, "NoSuchKey");
        }
        else if (ifMatch is not null && eTag!.Trim('"') != ifMatch.Trim('"'))
        {
            await WriteErrorAsync(context, 412, "PreconditionFailed");
        }
        else
        {
            return false;
        }

        return true;
    }

    private async Task PassOnAsync(HttpContext context, SeenRequest request, byte[] body, Fault? fault)
    {
        IEnumerable<KeyValuePair<string, string>> forwarded = request.Headers.Where(h =>
            h.Key is "content-type" or "range" or "cache-control"
            || h.Key.StartsWith("x-amz-meta-", StringComparison.Ordinal)
            || (h.Key is "if-match" && request.IsRead)
        );
        using HttpResponseMessage answer = await SendAsync(request.Method, request.Target, forwarded, body);
        if (answer.IsSuccessStatusCode && request.IsComplete && !await IsWholeAsync(request, answer))
        {
            await WriteErrorAsync(context, 400, "BadDigest");
            return;
        }

        if (answer.IsSuccessStatusCode && request.IsPut)
        {
            Remember(request, answer);
        }

        if (fault?.Kind == FaultKind.LostAnswer)
        {
            context.Abort();
            return;
        }

        await GiveBackAsync(context, request, answer, fault);
    }

    private async Task GiveBackAsync(HttpContext context, SeenRequest request, HttpResponseMessage answer, Fault? fault)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string? name, IEnumerable<string>? values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection"))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        if (
            request.Header("x-amz-checksum-mode") == "ENABLED"
            && request.Header("range") is null
            && checksums.TryGetValue(VersionOf(request, answer), out string? sum)
        )
        {
            context.Response.Headers["x-amz-checksum-crc32"] = sum;
            context.Response.Headers["x-amz-checksum-type"] = "FULL_OBJECT";
        }

        byte[] content = await answer.Content.ReadAsByteArrayAsync();
        switch (fault?.Kind)
        {
            case FaultKind.CutAnswer when content.Length > fault.AfterBytes:
                await context.Response.Body.WriteAsync(content.AsMemory(0, fault.AfterBytes));
                await context.Response.Body.FlushAsync();
                context.Abort();
                return;
            case FaultKind.DamagedAnswer when content.Length > fault.AfterBytes:
                content[fault.AfterBytes] ^= 1;
                break;
        }

        if (request.Method != "HEAD")
        {
            await context.Response.Body.WriteAsync(content);
        }
    }

    /// <summary>Checks the checksum of the whole object at the end of a multipart upload. S3 checks it; the gateway does not.</summary>
    private async Task<bool> IsWholeAsync(SeenRequest request, HttpResponseMessage answer)
    {
        using HttpResponseMessage whole = await SendAsync("GET", request.Path, [], []);
        string sum = Crc32Text.Of(await whole.Content.ReadAsByteArrayAsync());
        if (request.Header("x-amz-checksum-crc32") != sum || request.Header("x-amz-checksum-type") != "FULL_OBJECT")
        {
            return false;
        }

        checksums[VersionOf(request, whole)] = sum;
        _ = answer;
        return true;
    }

    private void Remember(SeenRequest request, HttpResponseMessage answer) =>
        checksums[VersionOf(request, answer)] = request.Header("x-amz-checksum-crc32")!;

    private static string VersionOf(SeenRequest request, HttpResponseMessage answer) =>
        $"{request.Path} {(answer.Headers.TryGetValues("x-amz-version-id", out IEnumerable<string>? ids) ? ids.First() : "null")}";

    private async Task<HttpResponseMessage> SendAsync(
        string method,
        string target,
        IEnumerable<KeyValuePair<string, string>> headers,
        byte[] body
    )
    {
        var uri = new Uri(
            gateway.GetLeftPart(UriPartial.Authority) + target,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );
        using var message = new HttpRequestMessage(new HttpMethod(method), uri);
        if (body.Length > 0 || method is "PUT" or "POST")
        {
            message.Content = new ByteArrayContent(body);
        }

        foreach ((string? name, string? value) in headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        RequestSignature.Sign(message, gateway.Authority, target);
        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
    }

    private static Task WriteErrorAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        return context.Request.Method == "HEAD"
            ? Task.CompletedTask
            : context.Response.WriteAsync(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                    + $"<Error><Code>{code}</Code><Message>{code} by the proxy of the tests</Message></Error>"
            );
    }
}
