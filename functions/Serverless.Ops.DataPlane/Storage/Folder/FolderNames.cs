using System.Text;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>
/// One part of a key as file system names: bytes other than A-Z a-z 0-9 . _ - are %XX, so nothing in a key can leave its
/// folder or look like a version file ('@…'). A part of 80 bytes or more goes on in a folder below a name that ends in
/// '+', since a name is at most 255 bytes. The split is by length alone, so every part that begins with those
/// 80 bytes is in that folder, which keeps listings in order. docs/formats/folder-store.md is the specification.
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

    /// <summary>False for a name that <see cref="Encode"/> never gives: somebody else put it there.</summary>
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
