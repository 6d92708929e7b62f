using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Serverless.Ops.Local.Sample.Site;

/// <summary>
/// Fernet, the encryption that Frappe uses for values in <c>__Auth</c> (https://github.com/fernet/spec/blob/master/Spec.md).
/// A token is version 0x80, time, IV, AES-128-CBC ciphertext, HMAC-SHA-256, as URL-safe Base64 with padding.
/// </summary>
internal static class Fernet
{
    private const byte Version = 0x80;
    private const int HeaderBytes = 9;
    private const int IvBytes = 16;
    private const int MacBytes = 32;

    /// <summary>A new value for <c>encryption_key</c>: 32 random bytes as URL-safe Base64.</summary>
    public static string NewKey() => Encode(RandomNumberGenerator.GetBytes(32));

    public static string Encrypt(string key, string text, TimeProvider time)
    {
        (byte[] signing, byte[] encryption) = Split(key);
        using var aes = Aes.Create();
        aes.Key = encryption;
        byte[] iv = RandomNumberGenerator.GetBytes(IvBytes);
        byte[] cipher = aes.EncryptCbc(Encoding.UTF8.GetBytes(text), iv);
        byte[] token = new byte[HeaderBytes + IvBytes + cipher.Length + MacBytes];
        token[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(1), time.GetUtcNow().ToUnixTimeSeconds());
        iv.CopyTo(token, HeaderBytes);
        cipher.CopyTo(token, HeaderBytes + IvBytes);
        HMACSHA256.HashData(signing, token.AsSpan(0, token.Length - MacBytes), token.AsSpan(token.Length - MacBytes));
        return Encode(token);
    }

    /// <summary>The text. Null when the token was encrypted with another key or was changed.</summary>
    public static string? Decrypt(string key, string token)
    {
        (byte[] signing, byte[] encryption) = Split(key);
        byte[] bytes;
        try
        {
            bytes = Decode(token);
        }
        catch (FormatException)
        {
            return null;
        }

        if (bytes.Length < HeaderBytes + IvBytes + 16 + MacBytes || bytes[0] != Version)
        {
            return null;
        }

        Span<byte> mac = stackalloc byte[MacBytes];
        HMACSHA256.HashData(signing, bytes.AsSpan(0, bytes.Length - MacBytes), mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes.AsSpan(bytes.Length - MacBytes)))
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.Key = encryption;
        return Encoding.UTF8.GetString(
            aes.DecryptCbc(
                bytes.AsSpan(HeaderBytes + IvBytes, bytes.Length - HeaderBytes - IvBytes - MacBytes),
                bytes.AsSpan(HeaderBytes, IvBytes)
            )
        );
    }

    private static (byte[] Signing, byte[] Encryption) Split(string key)
    {
        byte[] bytes = Decode(key);
        return bytes.Length == 32
            ? (bytes[..16], bytes[16..])
            : throw new FormatException("encryption_key is not 32 bytes of URL-safe Base64. Next: correct it in site_config.json.");
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');

    private static byte[] Decode(string text) => Base64Url.DecodeFromChars(text);
}
