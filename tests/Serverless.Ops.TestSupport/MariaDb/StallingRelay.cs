using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>
/// A relay between clients and a server's socket. Passes all bytes until a client sends a given statement, or until a given number
/// of bytes has passed. That statement or byte still arrives. After it the relay stalls: no byte passes on any connection, in either
/// direction, and all connections stay open until this object is disposed. So the relay simulates a stopped process or a dead network
/// path, and holds a client in the middle of its work for as long as a test needs.
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

    /// <summary>Completes once the last bytes before the stall have been sent on.</summary>
    public Task Stalled => stalled.Task;

    /// <summary>All bytes of all clients, in the order in which they came. Each byte is one character (Latin-1).</summary>
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

    /// <summary>Ends the stall. From now on the relay passes all bytes.</summary>
    public void Open() => opened.TrySetResult();

    /// <summary>Closes all connections. Further calls do nothing.</summary>
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
            // The relay was disposed.
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
            // One side closed its connection, or the relay was disposed.
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

        // During a stall the other side must not notice that this side has closed its connection.
        await WaitWhileStalledAsync(stopped);
    }

    private Task WaitWhileStalledAsync(CancellationToken stopped) =>
        stalled.Task.IsCompleted ? opened.Task.WaitAsync(stopped) : Task.CompletedTask;
}
