using System.Net;
using System.Net.Sockets;

namespace Serverless.Ops.Local.Tests.Sample.Site;

/// <summary>Forwards connections to another port of this machine. Its own port refuses connections until <see cref="Open"/>.</summary>
internal sealed class Forwarder(int to) : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();

    // Bound at once, so that no other program gets the port. Not listening yet, so that connections are refused.
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
