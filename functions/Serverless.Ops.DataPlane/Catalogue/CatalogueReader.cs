using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Catalogue;

/// <summary>
/// Builds the catalogue from the store alone: every manifest under <c>sets/</c>, and the ids of the sets without a manifest. A manifest
/// that cannot be read is an error, because a catalogue without its set would be wrong.
/// </summary>
public sealed class CatalogueReader(IObjectStore store)
{
    private const int ReadersAtOnce = 8;

    // sets/<job>/<yyyy>/<mm>/<dd>/<set-id>/<name>
    private const int SetIdPart = 5;

    public async Task<BackupCatalogue> ReadAsync(CancellationToken cancellationToken)
    {
        (IReadOnlyList<DatabaseManifest> database, IReadOnlyList<string> incomplete) = await ReadSetsAsync(
            Job.Database,
            ManifestJson.Default.DatabaseManifest,
            cancellationToken
        );
        return new BackupCatalogue(database, await ReadBinlogSetsAsync(cancellationToken), incomplete);
    }

    /// <summary>Reads the manifests of the complete binlog sets only, in order of the set ids.</summary>
    public async Task<IReadOnlyList<BinlogManifest>> ReadBinlogSetsAsync(CancellationToken cancellationToken) =>
        (await ReadSetsAsync(Job.Binlog, ManifestJson.Default.BinlogManifest, cancellationToken)).Complete;

    private async Task<(IReadOnlyList<T> Complete, IReadOnlyList<string> Incomplete)> ReadSetsAsync<T>(
        Job job,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var complete = new SortedSet<string>(StringComparer.Ordinal);
        var all = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (ObjectDescription found in store.ListAsync(StoreKeys.SetsOf(job), cancellationToken))
        {
            string[] parts = found.Key.Split('/');
            if (parts.Length <= SetIdPart + 1)
            {
                continue;
            }

            all.Add(parts[SetIdPart]);
            if (found.Key == StoreKeys.Manifest(job, parts[SetIdPart]))
            {
                complete.Add(parts[SetIdPart]);
            }
        }

        var manifests = new ConcurrentDictionary<string, T>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            complete,
            new ParallelOptions { MaxDegreeOfParallelism = ReadersAtOnce, CancellationToken = cancellationToken },
            async (setId, token) => manifests[setId] = await store.ReadJsonAsync(StoreKeys.Manifest(job, setId), type, token)
        );
        all.ExceptWith(complete);
        return ([.. complete.Select(setId => manifests[setId])], [.. all]);
    }
}
