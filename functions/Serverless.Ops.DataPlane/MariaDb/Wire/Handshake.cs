using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>The server's greeting and the client's answers to it. https://mariadb.com/kb/en/connection/</summary>
internal sealed record Handshake(string ServerVersion, uint ConnectionId, Capabilities Offered, byte[] Salt)
{
    public const string NativePassword = "mysql_native_password";
    private const byte Utf8Mb4GeneralCi = 45;
    private const uint LargestPacket = 1 << 30;
    private const int SaltBytes = 20;

    private const Capabilities Wanted =
        Capabilities.LongPassword
        | Capabilities.LongFlag
        | Capabilities.LocalFiles
        | Capabilities.Protocol41
        | Capabilities.Transactions
        | Capabilities.SecureConnection
        | Capabilities.MultiStatements
        | Capabilities.MultiResults
        | Capabilities.PluginAuth;

    public static Handshake Read(ReadOnlySpan<byte> packet)
    {
        var cursor = new SpanReader<ShortPacket>(packet);
        byte version = cursor.ReadByte();
        if (version != 10)
        {
            throw new MalformedPacketException($"The server greets with protocol version {version} instead of 10.");
        }

        string serverVersion = Encoding.UTF8.GetString(cursor.ReadZeroTerminated());
        uint connectionId = cursor.ReadUInt32();
        byte[] salt = new byte[SaltBytes];
        cursor.Take(8).CopyTo(salt);
        cursor.Skip(1);
        uint offered = cursor.ReadUInt16();
        cursor.Skip(3); // collation and status
        offered |= (uint)cursor.ReadUInt16() << 16;
        cursor.Skip(11); // salt length, filler, MariaDB's own capabilities
        cursor.Take(SaltBytes - 8).CopyTo(salt.AsSpan(8));
        return new Handshake(serverVersion, connectionId, (Capabilities)offered, salt);
    }

    /// <summary>Asks for TLS; the login follows inside it. https://mariadb.com/kb/en/connection/#sslrequest-packet</summary>
    public static byte[] TlsRequest()
    {
        byte[] request = new byte[32];
        WriteStart(request, Wanted | Capabilities.Tls);
        return request;
    }

    /// <summary>https://mariadb.com/kb/en/connection/#client-handshake-response</summary>
    public ReadOnlyMemory<byte> Login(MariaDbAccount account, bool insideTls)
    {
        var response = new ArrayBufferWriter<byte>();
        WriteStart(response.GetSpan(32)[..32], insideTls ? Wanted | Capabilities.Tls : Wanted);
        response.Advance(32);
        response.Write(Encoding.UTF8.GetBytes(account.User));
        response.Write("\0"u8);
        byte[] proof = Prove(account.Password.Reveal(), Salt);
        response.Write([(byte)proof.Length]);
        response.Write(proof);
        response.Write(Encoding.ASCII.GetBytes(NativePassword));
        response.Write("\0"u8);
        return response.WrittenMemory;
    }

    /// <summary>SHA1(p) xor SHA1(salt + SHA1(SHA1(p))). https://mariadb.com/kb/en/authentication-plugin-mysql_native_password/</summary>
    public static byte[] Prove(string password, ReadOnlySpan<byte> salt)
    {
        if (password.Length == 0)
        {
            return [];
        }

        byte[] proof = SHA1.HashData(Encoding.UTF8.GetBytes(password));
        byte[] mask = SHA1.HashData([.. salt[..SaltBytes], .. SHA1.HashData(proof)]);
        for (int i = 0; i < proof.Length; i++)
        {
            proof[i] ^= mask[i];
        }

        return proof;
    }

    private static void WriteStart(Span<byte> packet, Capabilities capabilities)
    {
        packet.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(packet, (uint)capabilities);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[4..], LargestPacket);
        packet[8] = Utf8Mb4GeneralCi;
    }
}

/// <summary>Capability flags of the handshake. https://mariadb.com/kb/en/connection/#capabilities</summary>
[Flags]
internal enum Capabilities : uint
{
    None = 0,
    LongPassword = 1,
    LongFlag = 1 << 2,
    LocalFiles = 1 << 7,
    Protocol41 = 1 << 9,
    Tls = 1 << 11,
    Transactions = 1 << 13,
    SecureConnection = 1 << 15,
    MultiStatements = 1 << 16,
    MultiResults = 1 << 17,
    PluginAuth = 1 << 19,
}

/// <summary>The account uses an authentication plugin that this client does not speak.</summary>
public sealed class UnsupportedAuthenticationException(MariaDbEndpoint endpoint, MariaDbAccount account, string plugin)
    : PermanentException(
        $"The account '{account.User}' at {endpoint} logs in by '{plugin}', which this program does not support.",
        $"use an account with mysql_native_password; make such an account {HostScripts.MakesAsShown(account)}"
    );

/// <summary>The server refused the login: the password is wrong, the account is unknown, or the account is for other hosts.</summary>
public sealed class AccountRefusedException(MariaDbEndpoint endpoint, MariaDbAccount account, string reason)
    : PermanentException(
        $"The database at {endpoint} refuses the account '{account.User}': {reason}.",
        "compare the stored parameter of this account with the account on the server; "
            + $"set the account's password again {HostScripts.MakesAsShown(account)}"
    );
