using System.Net;
using System.Net.Sockets;

namespace Serverless.Ops.Local.Tests.Sample.Site;

/// <summary>Hands connections on to another port of this machine; until it is opened, its own port is closed.</summary>
internal sealed class Forwarder(int to) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();

    // Bound from the beginning, so that nobody else gets the port, and not listening: until then connections are refused.
    private readonly Socket listener = Bound();
    private Task accepting = Task.CompletedTask;

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/");

    public void Open()
    {
        listener.Listen();
        accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                open.Add(ForwardAsync(await listener.AcceptAsync(stop.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ForwardAsync(Socket from)
    {
        await using (var near = new NetworkStream(from, ownsSocket: true))
        {
            using var target = new TcpClient();
            await target.ConnectAsync(IPAddress.Loopback, to, stop.Token);
            await Task.WhenAny(near.CopyToAsync(target.GetStream(), stop.Token), target.GetStream().CopyToAsync(near, stop.Token));
        }
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
