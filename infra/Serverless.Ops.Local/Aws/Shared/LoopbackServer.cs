using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Serverless.Ops.Local.Aws.Shared;

/// <summary>A small HTTP server on a free port of 127.0.0.1. Serves the wire protocols that programs speak to AWS.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication application;

    private LoopbackServer(WebApplication application) => this.application = application;

    /// <summary>Host and port, for example <c>127.0.0.1:40123</c>.</summary>
    public string Authority => new Uri(application.Urls.Single()).Authority;

    public static async Task<LoopbackServer> StartAsync(RequestDelegate handle, long maxBodyBytes, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(options =>
            {
                options.Listen(IPAddress.Loopback, 0);
                options.Limits.MaxRequestBodySize = maxBodyBytes;
                options.Limits.MinRequestBodyDataRate = null;
            });
        WebApplication application = builder.Build();
        application.Run(handle);
        await application.StartAsync(cancellationToken);
        return new LoopbackServer(application);
    }

    public async ValueTask DisposeAsync()
    {
        // A long poll may still be open. Its client has already been stopped, so do not wait for the poll.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await application.StopAsync(now.Token);
        await application.DisposeAsync();
    }
}
