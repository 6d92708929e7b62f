using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.DataPlane.ObjectStores.Folder;
using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Functions.Composition;

/// <summary>Which adapter stands behind the object store's contract.</summary>
internal static class StoreAccess
{
    public static IObjectStore Open(StoreAddress address) =>
        address.Folder is { } folder
            ? new FolderObjectStore(folder)
            : throw new InvalidInputException($"This build has no S3 adapter for {address}.", $"set {SettingNames.Store} to file:///absolute/folder.");
}
