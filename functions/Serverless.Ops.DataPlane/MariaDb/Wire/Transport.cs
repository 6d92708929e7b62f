using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>The byte stream below the packets: a Unix socket or TCP, with TLS where it is required.</summary>
internal static class Transport
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);

    public static async Task<Stream> ConnectAsync(MariaDbEndpoint endpoint, CancellationToken cancellationToken)
    {
        Socket socket = endpoint.SocketPath is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ConnectLimit);
        try
        {
            if (endpoint.SocketPath is null)
            {
                await socket.ConnectAsync(endpoint.Host!, endpoint.Port, limit.Token);
                KeepAlive(socket);
            }
            else
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint.SocketPath), limit.Token);
            }

            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failure)
            when (failure is SocketException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            socket.Dispose();
            throw new ServerUnreachableException(endpoint, failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public static async Task<Stream> EncryptAsync(Stream plain, MariaDbEndpoint endpoint, CancellationToken cancellationToken)
    {
        var tls = new SslStream(plain, leaveInnerStreamOpen: false);
        var options = new SslClientAuthenticationOptions { TargetHost = endpoint.Host ?? "localhost" };
        if (endpoint.TlsAuthorityFile is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            ReadAuthority(endpoint, options.CertificateChainPolicy.CustomTrustStore);
        }

        try
        {
            await tls.AuthenticateAsClientAsync(options, cancellationToken);
            return tls;
        }
        catch (System.Security.Authentication.AuthenticationException failure)
        {
            await tls.DisposeAsync();
            throw new TlsUnavailableException(endpoint, failure.Message, failure);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await tls.DisposeAsync();
            throw new ServerGoneException(endpoint, "negotiating TLS", failure.Message, failure);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Notices a dead network after 90 s: 30 s of silence, then 6 unanswered probes, 10 s apart.
    /// Reads have no time limit, since a job may wait for hours for a quiet server. The system's own keep-alive needs two hours.
    /// Call it on a connected socket: with these options set before, .NET does not try all addresses of a host name.
    /// </summary>
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 6);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
    }

    private static void ReadAuthority(MariaDbEndpoint endpoint, X509Certificate2Collection trusted)
    {
        try
        {
            trusted.ImportFromPemFile(endpoint.TlsAuthorityFile!);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new TlsUnavailableException(
                endpoint,
                $"{endpoint.TlsAuthorityFile} cannot be read as certificates: {failure.Message}",
                failure
            );
        }

        if (trusted.Count == 0)
        {
            throw new TlsUnavailableException(endpoint, $"{endpoint.TlsAuthorityFile} holds no certificate");
        }
    }
}

/// <summary>No server answers at the endpoint.</summary>
public sealed class ServerUnreachableException(MariaDbEndpoint endpoint, Exception cause)
    : TransientException(
        $"The database at {endpoint} does not answer: {cause.Message}.",
        "check that the server runs and that the setting OPS_DATABASE names its socket or port.",
        cause
    );

/// <summary>TLS is required, but the server does not offer it, or its certificate is not trusted.</summary>
public sealed class TlsUnavailableException(MariaDbEndpoint endpoint, string reason, Exception? cause = null)
    : PermanentException(
        $"The database at {endpoint} cannot be reached over TLS: {reason}.",
        "give the server a certificate, name its authority in OPS_DATABASE_TLS_CA, or use the Unix socket.",
        cause
    );
