using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Serverless.Ops.Functions.Tests.Servers;

/// <summary>A relay on 127.0.0.1 between a client and a real server. It passes all bytes on and records the client's bytes.</summary>
internal sealed class RecordingRelay : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly int serverPort;
    private readonly StringBuilder sent = new();

    public RecordingRelay(int serverPort)
    {
        this.serverPort = serverPort;
        listener.Start();
        _ = TakeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    /// <summary>True makes the relay close a connection at the client's first byte and pass nothing on.</summary>
    public bool CutsClients { get; set; }

    /// <summary>All bytes of all clients, one character for each byte.</summary>
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

    public void Dispose() => listener.Dispose();

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                Connections++;
                _ = RelayAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The relay was stopped.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using TcpClient near = client;
        using var far = new TcpClient();
        await far.ConnectAsync(IPAddress.Loopback, serverPort);
        try
        {
            await Task.WhenAny(
                PassAsync(near.GetStream(), far.GetStream(), keep: true),
                PassAsync(far.GetStream(), near.GetStream(), keep: false)
            );
        }
        catch (IOException)
        {
            // One side closed the connection.
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, bool keep)
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await from.ReadAsync(buffer)) > 0)
        {
            if (keep)
            {
                lock (sent)
                {
                    sent.Append(Encoding.Latin1.GetString(buffer, 0, read));
                }
            }

            if (keep && CutsClients)
            {
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
