using System.Text.Json.Serialization.Metadata;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Streams;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Catalogue;

/// <summary>
/// A second read of an object that a job found damaged. One bad read, as bad memory makes it, must not take a good set from planning. The
/// version is the one that was read, because somebody may have brought back a good one since.
/// </summary>
/// <param name="Version">The version that was read; null when the object is missing.</param>
internal sealed record SecondLook(bool IsDamaged, string? Version)
{
    // The version of an object whose own description in the store cannot be read.
    private const string Unreadable = "unreadable";

    // sets/<job>/<yyyy>/<mm>/<dd>/<set-id>/<name>
    private const int SetIdPart = 5;

    /// <param name="key">Full key of an object of a set.</param>
    public static async Task<SecondLook> AtAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        string? version = await VersionAsync(store, key, cancellationToken);
        if (version is null or Unreadable)
        {
            return new SecondLook(true, version);
        }

        try
        {
            await using var content = new DigestingStream(await store.OpenReadAsync(key, new ReadOptions(version), cancellationToken));
            await content.CopyToAsync(Stream.Null, cancellationToken);
            return new SecondLook(content.Finish() != await ExpectedAsync(store, key, cancellationToken), version);
        }
        catch (DamagedObjectException)
        {
            return new SecondLook(true, version);
        }
    }

    /// <summary>The object's newest version; null when it is missing.</summary>
    public static async Task<string?> VersionAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.FindAsync(key, cancellationToken))?.Version;
        }
        catch (DamagedObjectException)
        {
            return Unreadable;
        }
    }

    // The SHA-256 that the set's manifest has. Null when no usable manifest lists the object: then the job's word counts.
    private static async Task<string?> ExpectedAsync(IObjectStore store, string key, CancellationToken cancellationToken)
    {
        string[] parts = key.Split('/');
        if (parts.Length <= SetIdPart + 1)
        {
            return null;
        }

        string setId = parts[SetIdPart];
        string name = string.Join('/', parts[(SetIdPart + 1)..]);
        return parts[1] == Job.Binlog.Name
                ? (await ReadAsync(store, Job.Binlog, setId, ManifestJson.Default.BinlogManifest, cancellationToken))
                    ?.Segments.FirstOrDefault(segment => segment.Name == name)
                    ?.Sha256
            : await ReadAsync(store, Job.Database, setId, ManifestJson.Default.DatabaseManifest, cancellationToken) is { } set
                ? set.Tables.SelectMany(table => table.Chunks).FirstOrDefault(chunk => chunk.Name == name)?.Sha256
                    ?? set.Files.FirstOrDefault(file => file.Name == name)?.Sha256
            : null;
    }

    private static async Task<T?> ReadAsync<T>(
        IObjectStore store,
        Job job,
        string setId,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class, ISetManifest
    {
        try
        {
            return await store.ReadJsonAsync(StoreKeys.Manifest(job, setId), type, cancellationToken);
        }
        catch (OpsException unusable) when (unusable is UnreadableJsonException or DamagedObjectException or InvalidInputException)
        {
            return null;
        }
    }
}
