using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>
/// Between a client and a server's socket: passes everything on until a client has sent a certain statement, or so many bytes have passed. That
/// still arrives; after it nothing passes on any connection, in either direction, and none is closed before this is disposed. So looks a process
/// that was stopped, or a network path that died. A client that needs more than has passed is in the middle of its work for as long as it has to be.
/// </summary>
public sealed class StallingRelay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder sent = new();
    private readonly string serverSocket;
    private readonly byte[] last;
    private readonly long mostFromServer;
    private readonly long mostFromClients;
    private long fromServer;
    private long fromClients;
    private int disposed;

    private StallingRelay(string serverSocket, string last, long mostFromServer, long mostFromClients)
    {
        (this.serverSocket, this.last) = (serverSocket, Encoding.ASCII.GetBytes(last));
        (this.mostFromServer, this.mostFromClients) = (mostFromServer, mostFromClients);
        listener.Start();
        _ = TakeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Ends once the last that passes has been passed on.</summary>
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

    public static StallingRelay AfterStatement(string serverSocket, string last) => new(serverSocket, last, long.MaxValue, long.MaxValue);

    public static StallingRelay AfterBytesOfServer(string serverSocket, long bytes) =>
        new(serverSocket, "nobody sends this", bytes, long.MaxValue);

    public static StallingRelay AfterBytesOfClients(string serverSocket, long bytes) =>
        new(serverSocket, "nobody sends this", long.MaxValue, bytes);

    /// <summary>Lets everything pass again, from now on for ever.</summary>
    public void Open() => opened.TrySetResult();

    /// <summary>Closes all connections; once is enough.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
        {
            return;
        }

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
        CancellationToken stopped = stop.Token;
        try
        {
            await far.ConnectAsync(new UnixDomainSocketEndPoint(serverSocket), stopped);
            await Task.WhenAny(PassAsync(near, far, fromClient: true, stopped), PassAsync(far, near, fromClient: false, stopped));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // One side hung up, or the test is over.
        }
    }

    private async Task PassAsync(Socket from, Socket to, bool fromClient, CancellationToken stopped)
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReceiveAsync(buffer, stopped)) > 0)
        {
            await WaitWhileStalledAsync(stopped);
            if (fromClient)
            {
                lock (sent)
                {
                    sent.Append(Encoding.Latin1.GetString(buffer, 0, read));
                }
            }

            bool isLast = fromClient
                ? buffer.AsSpan(0, read).IndexOf(last) >= 0 | Interlocked.Add(ref fromClients, read) >= mostFromClients
                : Interlocked.Add(ref fromServer, read) >= mostFromServer;
            for (int passed = 0; passed < read; )
            {
                passed += await to.SendAsync(buffer.AsMemory(passed, read - passed), stopped);
            }

            if (isLast)
            {
                stalled.TrySetResult();
            }
        }

        await WaitWhileStalledAsync(stopped); // the other side must not hear that this one has gone
    }

    private Task WaitWhileStalledAsync(CancellationToken stopped) =>
        stalled.Task.IsCompleted ? opened.Task.WaitAsync(stopped) : Task.CompletedTask;
}
