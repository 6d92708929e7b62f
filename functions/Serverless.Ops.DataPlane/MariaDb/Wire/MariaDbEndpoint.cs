using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>The address of a database server, and whether a connection must use TLS.</summary>
/// <param name="SocketPath">Absolute path of a Unix socket, or null for TCP.</param>
/// <param name="Host">Host name or address, or null for a Unix socket.</param>
/// <param name="Port">TCP port; 0 for a Unix socket.</param>
/// <param name="TlsRequired">True when a connection without TLS must fail.</param>
/// <param name="TlsAuthorityFile">PEM file of the authority that signed the server's certificate; null trusts the system's list.</param>
public sealed record MariaDbEndpoint(string? SocketPath, string? Host, int Port, bool TlsRequired = false, string? TlsAuthorityFile = null)
{
    /// <summary>Reads <c>unix:/absolute/path</c> or <c>host:port</c>.</summary>
    /// <exception cref="InvalidInputException">The text has neither form.</exception>
    public static MariaDbEndpoint Parse(string text)
    {
        if (text.StartsWith("unix:/", StringComparison.Ordinal))
        {
            return new MariaDbEndpoint(text["unix:".Length..], null, 0);
        }

        int colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), out ushort port) && port > 0
            ? new MariaDbEndpoint(null, text[..colon].Trim('[', ']'), port)
            : throw new InvalidInputException(
                $"'{text}' is not a database endpoint.",
                "write unix:/absolute/path/of/the.sock or host:port."
            );
    }

    public override string ToString() => SocketPath is null ? $"{Host}:{Port}" : $"unix:{SocketPath}";
}
