using System.Net;
using System.Net.Sockets;

namespace Serverless.Ops.TestSupport.S3;

/// <summary>A port for a server that listens on it only seconds later. Below those that the system hands out: it gives them to nobody meanwhile.</summary>
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
                // Another, then.
            }
        }
    }
}
