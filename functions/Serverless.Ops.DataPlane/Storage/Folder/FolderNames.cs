using System.Text;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>
/// Encodes one part of a key as names of folders; docs/formats/folder-store.md is the specification. A byte other than
/// A-Z a-z 0-9 . _ - becomes %XX. So no key can lead out of the store's folder or look like a version file ('@…').
/// A file system allows 255 bytes for a name, so a part of 80 bytes or more needs several names, one below the other. Each name but
/// the last has 80 bytes of the part and ends in '+'. The split depends on the length alone: all parts with the same first 80 bytes
/// share that folder, which keeps listings in order.
/// </summary>
internal static class FolderNames
{
    private const int BytesPerName = 80;

    public static IEnumerable<string> Encode(string part)
    {
        Memory<byte> bytes = Encoding.UTF8.GetBytes(part).AsMemory();
        while (bytes.Length >= BytesPerName)
        {
            yield return Escape(bytes[..BytesPerName].Span) + '+';
            bytes = bytes[BytesPerName..];
        }

        yield return bytes.Length == 0 ? "%" : Escape(bytes.Span);
    }

    /// <summary>Returns false for a name that <see cref="Encode"/> never returns. Another program made such a folder.</summary>
    /// <param name="bytes">The decoded bytes.</param>
    /// <param name="goesOn">True if the part continues in the folder below.</param>
    public static bool TryDecode(string name, out byte[] bytes, out bool goesOn)
    {
        goesOn = name.EndsWith('+');
        string escaped = goesOn ? name[..^1] : name;
        bytes = [];
        if (escaped == "%")
        {
            return !goesOn;
        }

        using var decoded = new MemoryStream();
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '%')
            {
                decoded.WriteByte((byte)escaped[i]);
                continue;
            }

            if (
                i + 2 >= escaped.Length
                || !byte.TryParse(escaped.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out byte value)
            )
            {
                return false;
            }

            decoded.WriteByte(value);
            i += 2;
        }

        bytes = decoded.ToArray();
        return bytes.Length > 0 && Escape(bytes) == escaped && (bytes.Length == BytesPerName) == goesOn && bytes.Length <= BytesPerName;
    }

    private static string Escape(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (byte b in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'.' or (byte)'_' or (byte)'-')
            {
                text.Append((char)b);
            }
            else
            {
                text.Append('%').Append(b.ToString("X2"));
            }
        }

        return text.ToString();
    }
}
