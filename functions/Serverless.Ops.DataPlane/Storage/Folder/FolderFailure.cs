using Serverless.Ops.DataPlane.Storage.Contract;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>Translates errors of the file system into errors of the store.</summary>
internal static class FolderFailure
{
    // errno(3) on Linux. For an error without a name of its own, .NET puts this number into HResult.
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const int DiskFull = unchecked((int)0x80070070);

    public static bool IsOfFileSystem(Exception e) => e is IOException or UnauthorizedAccessException;

    public static Exception Of(Exception e, string store, string operation, string key) =>
        e switch
        {
            IOException { HResult: NoSpaceLeft or QuotaExceeded or DiskFull } => new StoreFullException(store, key, e),
            UnauthorizedAccessException => new StoreAccessDeniedException(store, operation, key, e),
            _ => new StoreUnavailableException(store, $"could not {operation} '{key}': {e.Message}", e),
        };
}
