using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Catalogue;

/// <summary>Reads the manifest of a plan's database set. A set without a manifest does not exist.</summary>
internal static class SetReader
{
    /// <exception cref="SetWithoutManifestException"/>
    /// <exception cref="OtherEstateException"/>
    /// <exception cref="MisplacedObjectException"/>
    public static async Task<DatabaseManifest> ReadManifestAsync(IObjectStore store, PlannedSet set, CancellationToken cancellationToken)
    {
        string key = StoreKeys.Manifest(Job.Database, set.SetId);
        StoredJson<DatabaseManifest> found =
            await store.FindJsonAsync(key, ManifestJson.Default.DatabaseManifest, cancellationToken)
            ?? throw new SetWithoutManifestException(set.SetId);
        OtherEstateException.ThrowIfOther(key, found.Value.Estate, set.Estate);
        return found.Value;
    }
}

/// <summary>The set has no manifest, because its run never finished.</summary>
public sealed class SetWithoutManifestException(string setId)
    : PermanentException(
        $"The database set {setId} has no manifest: its backup did not finish.",
        "plan the restore again; the planning chooses a complete set."
    );
