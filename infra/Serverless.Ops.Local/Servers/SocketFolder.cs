namespace Serverless.Ops.Local.Servers;

/// <summary>
/// Where a server's socket is when its own folder's path is too long for one: a folder in the temporary folder. A link in it leads to the
/// server's folder, so that whoever cleans up after a server that was killed knows whose socket it was.
/// </summary>
internal static class SocketFolder
{
    private const string Prefix = "ops-socket-";
    private const string Owner = "owner";

    /// <returns>Its path; short.</returns>
    public static string Create(string serverFolder)
    {
        string folder = Directory.CreateTempSubdirectory(Prefix).FullName;
        File.CreateSymbolicLink(Path.Combine(folder, Owner), serverFolder);
        return folder;
    }

    /// <summary>Those of servers anywhere below <paramref name="folder"/>, whether or not they run.</summary>
    public static IReadOnlyList<string> FindOf(string folder) =>
        [
            .. Directory
                .EnumerateDirectories(Path.GetTempPath(), Prefix + "*")
                .Where(socket =>
                    new FileInfo(Path.Combine(socket, Owner)).LinkTarget?.StartsWith(folder + "/", StringComparison.Ordinal) == true
                ),
        ];

    /// <summary>Removes it if it is there still; what its link leads to stays.</summary>
    public static void Remove(string socketFolder)
    {
        try
        {
            Directory.Delete(socketFolder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The server's own end was quicker.
        }
    }
}
