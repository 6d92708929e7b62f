using System.Text;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>Maps keys to folders and back. The folder of a key holds the versions of the key and the folders of longer keys.</summary>
internal sealed class FolderTree(string top)
{
    public string FolderOf(string key) => Path.Combine([top, .. key.Split('/').SelectMany(FolderNames.Encode)]);

    /// <summary>
    /// Lists the keys that begin with the prefix, in byte order. Memory holds the names in the folders on the path to the current key,
    /// never all keys. A key that exists during the whole listing is always found, even if other keys come and go meanwhile.
    /// </summary>
    public IEnumerable<FolderKey> Keys(string prefix)
    {
        int slash = prefix.LastIndexOf('/');
        string start = slash < 0 ? top : FolderOf(prefix[..slash]);
        return Below(start, Encoding.UTF8.GetBytes(prefix[..(slash + 1)]), Encoding.UTF8.GetBytes(prefix));
    }

    private static IEnumerable<FolderKey> Below(string folder, byte[] path, byte[] prefix)
    {
        foreach (Entry entry in Entries(folder, path))
        {
            if (!Meets(entry.Path, prefix))
            {
                continue;
            }

            if (!entry.IsSubtree)
            {
                if (entry.Path.Length >= prefix.Length)
                {
                    yield return new FolderKey(Encoding.UTF8.GetString(entry.Path), entry.Folder);
                }

                continue;
            }

            foreach (FolderKey key in Below(entry.Folder, entry.Path, prefix))
            {
                yield return key;
            }
        }
    }

    /// <summary>A folder "n" makes two entries, the key "n" and the keys below "n/", because a key such as "n!" sorts between
    /// them.</summary>
    private static List<Entry> Entries(string folder, byte[] path)
    {
        var entries = new List<Entry>();
        try
        {
            foreach (string child in Directory.EnumerateDirectories(folder))
            {
                if (!FolderNames.TryDecode(Path.GetFileName(child), out byte[]? bytes, out bool goesOn))
                {
                    continue;
                }

                byte[] childPath = [.. path, .. bytes];
                if (goesOn)
                {
                    entries.Add(new Entry(childPath, child, IsSubtree: true));
                    continue;
                }

                entries.Add(new Entry(childPath, child, IsSubtree: false));
                entries.Add(new Entry([.. childPath, (byte)'/'], child, IsSubtree: true));
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Another process removed the last version below this folder meanwhile, so there is nothing to list.
        }

        entries.Sort((a, b) => a.Path.AsSpan().SequenceCompareTo(b.Path));
        return entries;
    }

    private static bool Meets(byte[] path, byte[] prefix) =>
        path.AsSpan().StartsWith(prefix.AsSpan(0, Math.Min(prefix.Length, path.Length)));

    private readonly record struct Entry(byte[] Path, string Folder, bool IsSubtree);
}

/// <summary>A key that may have versions, and the folder of these versions.</summary>
internal readonly record struct FolderKey(string Key, string Folder);
