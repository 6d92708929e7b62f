using Serverless.Ops.DataPlane.Storage.Contract;

namespace Serverless.Ops.DataPlane.Storage.Folder;

/// <summary>Translates errors of the file system into errors of the store.</summary>
internal static class FolderFailure
{
    // errno(3) on Linux. For an error without a name of its own, .NET puts this number into HResult.
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const int DiskFull = unchecked((int)0x80070070);
    private const int NotPermitted = 1;
    private const int AccessDenied = 13;
    private const int NotAFolder = 20;
    private const int IsAFolder = 21;
    private const int Invalid = 22;
    private const int FileTooLarge = 27;
    private const int ReadOnlyFileSystem = 30;
    private const int NameTooLong = 36;
    private const int NotImplemented = 38;
    private const int TooManyLinks = 40;
    private const int NotSupported = 95;

    public static bool IsOfFileSystem(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>True when the store takes no write as long as nobody changes its rights or its mount.</summary>
    public static bool IsReadOnly(Exception e) =>
        e is UnauthorizedAccessException or IOException { HResult: ReadOnlyFileSystem or NotPermitted or AccessDenied };

    public static Exception Of(Exception e, string store, string operation, string key) =>
        e switch
        {
            IOException { HResult: NoSpaceLeft or QuotaExceeded or DiskFull } => new StoreFullException(store, key, e),
            _ when IsReadOnly(e) => new StoreAccessDeniedException(store, operation, key, e),
            // The folder is no place for a store, or not for this key. The next try gets the same answer.
            PathTooLongException
            or IOException
            {
                HResult: NotAFolder or IsAFolder or Invalid or FileTooLarge or NameTooLong or NotImplemented or TooManyLinks or NotSupported
            } => new StoreAccessDeniedException(store, operation, key, e),
            _ => new StoreUnavailableException(store, $"could not {operation} '{key}': {e.Message}", e),
        };
}
