using System.Net;
using System.Net.Sockets;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Wire;

public sealed class TransportTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Connection_OverTcp_NoticesADeadNetworkWithinNinetySeconds(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var endpoint = new MariaDbEndpoint(null, host, ((IPEndPoint)listener.LocalEndpoint).Port);

        await using Stream stream = await Transport.ConnectAsync(endpoint, TestContext.Current.CancellationToken);

        Socket socket = stream.ShouldBeOfType<NetworkStream>().Socket;
        Option(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive).ShouldNotBe(0);
        int idle = Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime);
        int interval = Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval);
        int probes = Option(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount);
        (idle + (interval * probes)).ShouldBe(90, $"{idle} s of silence, then {probes} probes {interval} s apart");
    }

    private static int Option(Socket socket, SocketOptionLevel level, SocketOptionName name) => (int)socket.GetSocketOption(level, name)!;
}
