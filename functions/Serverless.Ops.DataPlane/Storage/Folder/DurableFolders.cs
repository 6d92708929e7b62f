using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>
/// Makes names of files and folders survive a power cut. A name is durable only after a sync of the folder that contains the name
/// (fsync(2): "Calling fsync() does not necessarily ensure that the entry in the directory containing the file has also reached
/// disk").
/// </summary>
internal static partial class DurableFolders
{
    private const int ReadOnlyCloseOnExec = 0x80000;

    /// <summary>Creates the missing folders from <paramref name="top"/> down to <paramref name="folder"/> and syncs every folder on
    /// the way. Another process may have made one of them without having synced it yet.</summary>
    public static void Create(string top, string folder)
    {
        Directory.CreateDirectory(folder);
        for (string at = folder; at.Length > top.Length; )
        {
            at = Path.GetDirectoryName(at)!;
            Sync(at);
        }
    }

    public static void Sync(string folder)
    {
        int descriptor = Open(folder, ReadOnlyCloseOnExec);
        if (descriptor < 0)
        {
            throw Failure("open", folder);
        }

        try
        {
            if (Fsync(descriptor) != 0)
            {
                throw Failure("sync", folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Removes empty folders from <paramref name="folder"/> up to, not including, <paramref name="top"/>.</summary>
    public static void RemoveEmpty(string top, string folder)
    {
        for (string at = folder; at.Length > top.Length; at = Path.GetDirectoryName(at)!)
        {
            try
            {
                Directory.Delete(at);
            }
            catch (DirectoryNotFoundException)
            {
                // Another process removed the folder first.
            }
            catch (IOException)
            {
                return; // The folder is not empty.
            }
        }
    }

    private static IOException Failure(string operation, string folder)
    {
        int error = Marshal.GetLastPInvokeError();
        string message = $"Could not {operation} folder {folder}: {new Win32Exception(error).Message}";
        const int noEntry = 2;
        return error == noEntry ? new DirectoryNotFoundException(message) : new IOException(message, error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
