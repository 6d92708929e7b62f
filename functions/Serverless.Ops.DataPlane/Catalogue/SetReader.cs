using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Catalogue;

/// <summary>Finds a set's manifest, without which there is no set.</summary>
internal static class SetReader
{
    public static async Task<DatabaseManifest> ReadManifestAsync(IObjectStore store, string setId, CancellationToken cancellationToken) =>
        (
            await store.FindJsonAsync(StoreKeys.Manifest(Job.Database, setId), ManifestJson.Default.DatabaseManifest, cancellationToken)
        )?.Value
        ?? throw new SetWithoutManifestException(setId);
}

/// <summary>The set has no manifest: its run never finished, so it does not exist.</summary>
public sealed class SetWithoutManifestException(string setId)
    : PermanentException(
        $"The database set {setId} has no manifest: its backup did not finish.",
        "plan the restore anew; it chooses a complete set."
    );
