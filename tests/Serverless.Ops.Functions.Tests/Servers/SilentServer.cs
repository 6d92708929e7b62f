using System.Net;
using System.Net.Sockets;

namespace Serverless.Ops.Functions.Tests.Servers;

/// <summary>A store that accepts every connection and never answers, like a network that has stopped working.</summary>
internal sealed class SilentServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> taken = [];
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SilentServer()
    {
        listener.Start();
        _ = TakeAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Completes when a client has connected.</summary>
    public Task Reached => reached.Task;

    public void Dispose()
    {
        listener.Dispose();
        taken.ForEach(socket => socket.Dispose());
    }

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                taken.Add(await listener.AcceptSocketAsync());
                reached.TrySetResult();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server was stopped.
        }
    }
}
