namespace Serverless.Ops.Local.Servers;

/// <summary>
/// A short folder in the temporary folder, for the socket of a server whose own folder has a path too long for a socket. A link
/// in the short folder points to the server's folder. So a clean-up after a killed server can find the server's socket.
/// </summary>
internal static class SocketFolder
{
    private const string Prefix = "ops-socket-";
    private const string Owner = "owner";

    /// <summary>Creates the folder for a server and returns its short path.</summary>
    public static string Create(string serverFolder)
    {
        string folder = Directory.CreateTempSubdirectory(Prefix).FullName;
        File.CreateSymbolicLink(Path.Combine(folder, Owner), serverFolder);
        return folder;
    }

    /// <summary>The socket folders of all servers below <paramref name="folder"/>, running or not.</summary>
    public static IReadOnlyList<string> FindOf(string folder) =>
        [
            .. Directory
                .EnumerateDirectories(Path.GetTempPath(), Prefix + "*")
                .Where(socket =>
                    new FileInfo(Path.Combine(socket, Owner)).LinkTarget?.StartsWith(folder + "/", StringComparison.Ordinal) == true
                ),
        ];

    /// <summary>Removes the socket folder when it exists. The server's own folder stays.</summary>
    public static void Remove(string socketFolder)
    {
        try
        {
            Directory.Delete(socketFolder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The server's own clean-up has already removed the folder.
        }
    }
}
