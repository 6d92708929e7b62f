using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Catalogue;

/// <summary>Reads the manifest of a database set. A set without a manifest does not exist.</summary>
internal static class SetReader
{
    /// <summary>Reads the manifest of a plan's set, if it is still the one that the plan was made from.</summary>
    /// <exception cref="SetWithoutManifestException"/>
    /// <exception cref="OtherEstateException"/>
    /// <exception cref="MisplacedObjectException"/>
    /// <exception cref="ManifestChangedException"/>
    public static async Task<DatabaseManifest> ReadManifestAsync(IObjectStore store, PlannedSet set, CancellationToken cancellationToken)
    {
        StoredJson<DatabaseManifest> found = await ReadAsync(store, set.Estate, set.SetId, cancellationToken);
        ManifestChangedException.ThrowIfChanged(set, found.Sha256);
        return found.Value;
    }

    /// <summary>Reads the manifest of a set that no plan names.</summary>
    /// <exception cref="SetWithoutManifestException"/>
    /// <exception cref="OtherEstateException"/>
    /// <exception cref="MisplacedObjectException"/>
    public static async Task<DatabaseManifest> ReadManifestAsync(
        IObjectStore store,
        string estate,
        string setId,
        CancellationToken cancellationToken
    ) => (await ReadAsync(store, estate, setId, cancellationToken)).Value;

    private static async Task<StoredJson<DatabaseManifest>> ReadAsync(
        IObjectStore store,
        string estate,
        string setId,
        CancellationToken cancellationToken
    )
    {
        string key = StoreKeys.Manifest(Job.Database, setId);
        StoredJson<DatabaseManifest> found =
            await store.FindJsonAsync(key, ManifestJson.Default.DatabaseManifest, cancellationToken)
            ?? throw new SetWithoutManifestException(setId);
        OtherEstateException.ThrowIfOther(key, found.Value.RequireAt(Job.Database, setId).Estate, estate);
        return found;
    }
}

/// <summary>The manifest under the key of the plan's set is another one than when the plan was made.</summary>
public sealed class ManifestChangedException(string setId, string? planned, string found)
    : PermanentException(
        $"The manifest of database set {setId} is not the one that the plan was made from: its SHA-256 is {found}, "
            + $"and the plan has {planned ?? "none"}.",
        $"find out who wrote '{StoreKeys.Manifest(Job.Database, setId)}' since, and bring back the version before, "
            + "since nobody changes a manifest; then run this job again, or plan the restore again with another run id."
    )
{
    public static void ThrowIfChanged(PlannedSet set, string sha256)
    {
        if (set.ManifestSha256 != sha256)
        {
            throw new ManifestChangedException(set.SetId, set.ManifestSha256, sha256);
        }
    }
}

/// <summary>The set has no manifest, because its run never finished.</summary>
public sealed class SetWithoutManifestException(string setId)
    : PermanentException(
        $"The database set {setId} has no manifest: its backup did not finish.",
        "plan the restore again; the planning chooses a complete set."
    );
