using System.Net;
using System.Net.Sockets;

namespace Serverless.Ops.Local.Tests.Site;

/// <summary>Hands connections on to another port of this machine; until it is opened, its own port is closed.</summary>
internal sealed class Forwarder(int to) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly int port = FreePort();
    private TcpListener? listener;
    private Task accepting = Task.CompletedTask;

    public Uri Url => new($"http://127.0.0.1:{port}/");

    public void Open()
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync(listener);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener?.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener from)
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                open.Add(ForwardAsync(await from.AcceptTcpClientAsync(stop.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ForwardAsync(TcpClient from)
    {
        using (from)
        {
            using var target = new TcpClient();
            await target.ConnectAsync(IPAddress.Loopback, to, stop.Token);
            await Task.WhenAny(
                from.GetStream().CopyToAsync(target.GetStream(), stop.Token), target.GetStream().CopyToAsync(from.GetStream(), stop.Token));
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
