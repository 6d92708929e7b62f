using System.Net;
using System.Net.Sockets;

namespace Serverless.Ops.TestSupport.S3;

/// <summary>
/// Finds a free port for a server that starts to listen seconds later. The port is below the range of ephemeral ports, so the
/// system gives the port to no other process in the meantime.
/// </summary>
internal static class FreePort
{
    private const int First = 10_000;
    private const int AfterLast = 30_000;

    public static int Find()
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            int port = Random.Shared.Next(First, AfterLast);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The port is taken. Try another one.
            }
        }
    }
}
