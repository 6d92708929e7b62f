using System.Globalization;
using Serverless.Ops.DataPlane.Storage.Contract;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>
/// One version, as its file name describes it: <c>@{version}-{bytes}-{sha256}</c>, or <c>@{version}-deleted</c>. The name contains
/// length and checksum, so one rename makes the bytes and their description visible together. The version is the time in ticks of
/// 100 ns, 16 hex digits. It is always greater than the version before it, even if the clock was set back.
/// </summary>
internal sealed record FolderVersion(long Ticks, long Bytes, string? Sha256)
{
    public string Id => Ticks.ToString("x16");

    public bool IsDeleteMarker => Sha256 is null;

    public string FileName => IsDeleteMarker ? $"@{Id}-deleted" : $"@{Id}-{Bytes}-{Sha256}";

    public DateTimeOffset StoredAt => new(Ticks, TimeSpan.Zero);

    public ObjectDescription Describe(string key) => new(key, Bytes, Id, Id, StoredAt, Sha256);

    /// <summary>All versions in the folder of a key, newest first. The list is empty if there is no such folder.</summary>
    public static List<FolderVersion> AllIn(string folder)
    {
        var versions = new List<FolderVersion>();
        try
        {
            foreach (string file in Directory.EnumerateFiles(folder, "@*"))
            {
                if (Parse(Path.GetFileName(file)) is { } version)
                {
                    versions.Add(version);
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }

        versions.Sort((a, b) => b.Ticks.CompareTo(a.Ticks));
        return versions;
    }

    public static FolderVersion? NewestIn(string folder) => AllIn(folder).FirstOrDefault();

    private static FolderVersion? Parse(string fileName)
    {
        string[] parts = fileName.Split('-');
        if (parts[0].Length != 17 || !long.TryParse(parts[0].AsSpan(1), NumberStyles.AllowHexSpecifier, null, out long ticks))
        {
            return null;
        }

        return parts switch
        {
            [_, "deleted"] => new FolderVersion(ticks, 0, null),
            [_, var bytes, { Length: 64 } sha256] when long.TryParse(bytes, NumberStyles.None, null, out long length) => new FolderVersion(
                ticks,
                length,
                sha256
            ),
            _ => null,
        };
    }
}
