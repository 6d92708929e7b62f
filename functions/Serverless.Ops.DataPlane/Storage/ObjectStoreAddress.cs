using Amazon.S3;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.DataPlane.Storage.S3;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage;

/// <summary>Opens a store by its address: <c>file:///folder</c> or <c>s3://bucket[/prefix]</c>.</summary>
public static class ObjectStoreAddress
{
    /// <param name="setting">Name of the setting that holds the address (<c>OPS_STORE</c>). The error for a wrong address names it.</param>
    /// <param name="address">The value of that setting.</param>
    /// <param name="s3">Makes the S3 client. Called only for an s3 address.</param>
    /// <param name="options">Used only for an s3 address. Null means the defaults.</param>
    /// <param name="time">The clock. Null means the system's.</param>
    /// <exception cref="InvalidInputException">The address has neither form.</exception>
    public static IObjectStore Open(
        string setting,
        string? address,
        Func<IAmazonS3> s3,
        S3StoreOptions? options = null,
        TimeProvider? time = null
    )
    {
        if (Uri.TryCreate(address, UriKind.Absolute, out Uri? uri))
        {
            if (
                uri is { Scheme: "file", IsUnc: false, Host: "", LocalPath.Length: > 1 }
                && address.StartsWith("file:///", StringComparison.Ordinal)
            )
            {
                return new FolderObjectStore(uri.LocalPath, time);
            }

            if (uri is { Scheme: "s3", Host.Length: >= 3, UserInfo: "", IsDefaultPort: true, Query: "", Fragment: "" })
            {
                return new S3ObjectStore(s3(), uri.Host, Uri.UnescapeDataString(uri.AbsolutePath), options ?? new S3StoreOptions(), time);
            }
        }

        throw new InvalidInputException(
            $"The setting {setting} is '{address}', which is not the address of a store.",
            $"set {setting} to file:///absolute/folder or s3://bucket[/prefix]."
        );
    }
}
