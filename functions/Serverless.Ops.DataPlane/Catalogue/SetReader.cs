using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Catalogue;

/// <summary>Reads the manifest of a database set. A set without a manifest does not exist.</summary>
internal static class SetReader
{
    public static async Task<DatabaseManifest> ReadManifestAsync(IObjectStore store, string setId, CancellationToken cancellationToken) =>
        (
            await store.FindJsonAsync(StoreKeys.Manifest(Job.Database, setId), ManifestJson.Default.DatabaseManifest, cancellationToken)
        )?.Value
        ?? throw new SetWithoutManifestException(setId);
}

/// <summary>The set has no manifest, because its run never finished.</summary>
public sealed class SetWithoutManifestException(string setId)
    : PermanentException(
        $"The database set {setId} has no manifest: its backup did not finish.",
        "plan the restore again; the planning chooses a complete set."
    );
