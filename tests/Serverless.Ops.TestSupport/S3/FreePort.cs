using System.Net;
using System.Net.Sockets;

namespace Serverless.Ops.TestSupport.S3;

internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
