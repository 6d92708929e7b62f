using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

/// <summary>
/// Between the dump and a server's socket: passes everything on until a client has sent a certain statement. That still arrives; after it
/// nothing passes on any connection, in either direction, and none is closed. So looks a process that was stopped, or a network path that died.
/// </summary>
internal sealed class StallingRelay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder sent = new();
    private readonly string serverSocket;
    private readonly byte[] last;

    public StallingRelay(string serverSocket, string lastStatement)
    {
        (this.serverSocket, last) = (serverSocket, Encoding.ASCII.GetBytes(lastStatement));
        listener.Start();
        _ = TakeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Ends once the statement has been passed on.</summary>
    public Task Stalled => stalled.Task;

    /// <summary>All bytes of all clients in the order in which they came, one character each.</summary>
    public string Sent
    {
        get
        {
            lock (sent)
            {
                return sent.ToString();
            }
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        stop.Dispose();
    }

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await listener.AcceptSocketAsync(stop.Token));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using Socket near = client;
        using var far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await far.ConnectAsync(new UnixDomainSocketEndPoint(serverSocket), stop.Token);
            await Task.WhenAny(PassAsync(near, far, fromClient: true), PassAsync(far, near, fromClient: false));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // One side hung up, or the test is over.
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool fromClient)
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReceiveAsync(buffer, stop.Token)) > 0)
        {
            if (stalled.Task.IsCompleted)
            {
                await Task.Delay(Timeout.Infinite, stop.Token);
            }

            if (fromClient)
            {
                lock (sent)
                {
                    sent.Append(Encoding.Latin1.GetString(buffer, 0, read));
                }
            }

            bool isLast = fromClient && buffer.AsSpan(0, read).IndexOf(last) >= 0;
            await to.SendAsync(buffer.AsMemory(0, read), stop.Token);
            if (isLast)
            {
                stalled.SetResult();
            }
        }

        if (stalled.Task.IsCompleted)
        {
            await Task.Delay(Timeout.Infinite, stop.Token); // the other side must not hear that this one has gone
        }
    }
}
