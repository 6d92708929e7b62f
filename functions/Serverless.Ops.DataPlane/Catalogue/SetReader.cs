using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Catalogue;

/// <summary>Finds a set's manifest, without which there is no set.</summary>
internal static class SetReader
{
    public static async Task<DatabaseManifest> ReadManifestAsync(IObjectStore store, string setId, CancellationToken cancellationToken) =>
        (await store.FindJsonAsync(StoreKeys.Manifest(Job.Database, setId), FormatsJson.Default.DatabaseManifest, cancellationToken))?.Value
        ?? throw new SetWithoutManifestException(setId);
}
