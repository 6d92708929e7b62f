using System.Text;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>The rules for keys and their order. Every adapter uses them.</summary>
public static class ObjectKey
{
    /// <summary>The longest key, in UTF-8 bytes (Amazon S3 User Guide, "Naming Amazon S3 objects").</summary>
    public const int MaximumBytes = 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Throws <see cref="InvalidInputException"/> if the key breaks a rule of <see cref="IObjectStore"/>.</summary>
    public static void Check(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        string? reason = ReasonAgainst(key);
        if (reason is not null)
        {
            throw new InvalidInputException(
                $"'{key}' is not an object key: {reason}.",
                "use a key from docs/formats/store-layout.md or from a manifest."
            );
        }
    }

    /// <summary>Throws <see cref="InvalidInputException"/> if no key can begin with this prefix.</summary>
    public static void CheckPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > 0)
        {
            Check(prefix.EndsWith('/') || prefix.EndsWith('.') ? prefix + "x" : prefix);
        }
    }

    /// <summary>Compares the UTF-8 bytes, as S3 does in listings. Above U+FFFF this order differs from .NET's ordinal order.</summary>
    public static int Compare(string left, string right) =>
        Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    private static string? ReasonAgainst(string key)
    {
        if (key.Length == 0)
        {
            return "it is empty";
        }

        if (key.Contains('\0', StringComparison.Ordinal))
        {
            return "it holds U+0000";
        }

        foreach (string part in key.Split('/'))
        {
            if (part is "" or "." or "..")
            {
                return $"it has the part '{part}'";
            }
        }

        try
        {
            int bytes = Utf8.GetByteCount(key);
            return bytes > MaximumBytes ? $"it has {bytes} bytes, and at most {MaximumBytes} are allowed" : null;
        }
        catch (EncoderFallbackException)
        {
            return "it is not valid Unicode";
        }
    }
}
