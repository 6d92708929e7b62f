using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Site.Config;

namespace Serverless.Ops.Local.Sample.Site;

/// <summary>
/// The sample site as a process, <c>Serverless.Ops.Local site</c>. It survives the loss of its database and can be killed.
/// </summary>
public sealed class SiteProcess : IAsyncDisposable
{
    // Another process may take a free port between the search for ports and the site's start.
    private const int PortAttempts = 5;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private readonly Process process;
    private int ended;

    private SiteProcess(Process process, int port, int gatePort) =>
        (this.process, PublicUrl, GateUrl) = (process, new Uri($"http://127.0.0.1:{port}/"), new Uri($"http://127.0.0.1:{gatePort}/"));

    /// <summary>The address for people and for the drill's traffic.</summary>
    public Uri PublicUrl { get; }

    /// <summary>The address for the workflow gate. It also answers while the site is closed to people.</summary>
    public Uri GateUrl { get; }

    public int ProcessId => process.Id;

    /// <summary>Writes both addresses into site_config.json, starts the site and waits until it answers.</summary>
    public static Task<SiteProcess> StartAsync(string siteFolder, CancellationToken cancellationToken) =>
        StartAsync(siteFolder, FreePorts, cancellationToken);

    /// <param name="choosePorts">Called up to five times, as long as a chosen port is already in use.</param>
    internal static async Task<SiteProcess> StartAsync(
        string siteFolder,
        Func<(int Port, int GatePort)> choosePorts,
        CancellationToken cancellationToken
    )
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await StartAsync(siteFolder, choosePorts(), cancellationToken);
            }
            catch (InvalidOperationException failure)
                when (attempt < PortAttempts && failure.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
                // Try other ports.
            }
        }
    }

    private static async Task<SiteProcess> StartAsync(
        string siteFolder,
        (int Port, int GatePort) ports,
        CancellationToken cancellationToken
    )
    {
        (int port, int gatePort) = ports;
        SiteConfig config = await SiteConfigFile.ReadAsync(siteFolder, cancellationToken);
        await SiteConfigFile.WriteAsync(
            siteFolder,
            config.With(
                new("host_name", $"http://127.0.0.1:{port}"),
                new KeyValuePair<string, JsonNode?>("gate_url", $"http://127.0.0.1:{gatePort}")
            ),
            cancellationToken
        );

        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Serverless.Ops.Local"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])["site", "--folder", siteFolder, "--port", $"{port}", "--gate-port", $"{gatePort}"])
        {
            start.ArgumentList.Add(argument);
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException("The sample site's process did not start.");
        var site = new SiteProcess(process, port, gatePort);
        try
        {
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            await site.WaitUntilItAnswersAsync(process.StandardError.ReadToEndAsync(CancellationToken.None), cancellationToken);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref ended, 1) != 0)
        {
            return;
        }

        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private async Task WaitUntilItAnswersAsync(Task<string> errors, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = GateUrl };
        long began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"The sample site ended with exit code {process.ExitCode}: {await errors}");
            }

            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri("api/method/ping", UriKind.Relative), cancellationToken);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(began) < StartLimit)
            {
                await Task.Delay(30, cancellationToken);
            }
        }
    }

    internal static (int Port, int GatePort) FreePorts()
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        other.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)other.LocalEndpoint).Port);
    }
}
