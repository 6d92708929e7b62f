using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Catalogue;

/// <summary>
/// Builds the catalogue from the store alone: every manifest under <c>sets/</c>, and the ids of the sets without a manifest. A manifest
/// that cannot be used is left out and named, so that it takes no other set with it.
/// </summary>
public sealed class CatalogueReader(IObjectStore store)
{
    private const int ReadersAtOnce = 8;

    // sets/<job>/<yyyy>/<mm>/<dd>/<set-id>/<name>
    private const int SetIdPart = 5;

    public async Task<BackupCatalogue> ReadAsync(CancellationToken cancellationToken)
    {
        SetsOfJob<DatabaseManifest> database = await ReadSetsAsync(Job.Database, ManifestJson.Default.DatabaseManifest, cancellationToken);
        SetsOfJob<BinlogManifest> binlog = await ReadSetsAsync(Job.Binlog, ManifestJson.Default.BinlogManifest, cancellationToken);
        return new BackupCatalogue(database.Complete, binlog.Complete, database.Incomplete)
        {
            Damaged = [.. database.Damaged, .. binlog.Damaged],
            ManifestSha256 = database.Sha256.Concat(binlog.Sha256).ToDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>Reads the manifests of the complete binlog sets only, in order of the set ids.</summary>
    public async Task<IReadOnlyList<BinlogManifest>> ReadBinlogSetsAsync(CancellationToken cancellationToken) =>
        (await ReadSetsAsync(Job.Binlog, ManifestJson.Default.BinlogManifest, cancellationToken)).Complete;

    private async Task<SetsOfJob<T>> ReadSetsAsync<T>(Job job, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, ISetManifest
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

        var manifests = new ConcurrentDictionary<string, StoredJson<T>>(StringComparer.Ordinal);
        var damaged = new ConcurrentDictionary<string, DamagedManifest>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            complete,
            new ParallelOptions { MaxDegreeOfParallelism = ReadersAtOnce, CancellationToken = cancellationToken },
            async (setId, token) =>
            {
                string key = StoreKeys.Manifest(job, setId);
                try
                {
                    if (await store.FindJsonAsync(key, type, token) is { } found)
                    {
                        found.Value.RequireAt(job, setId);
                        manifests[setId] = found;
                    }
                }
                catch (OpsException unusable)
                    when (unusable
                            is UnreadableJsonException
                                or MisplacedObjectException
                                or UnknownFormatException
                                or StoreDamagedException
                                or ShortReadException
                                or ObjectTooLargeException
                    )
                {
                    damaged[setId] = new DamagedManifest(key, unusable.WhatHappened);
                }
            }
        );
        all.ExceptWith(complete);
        return new SetsOfJob<T>(
            [.. complete.Where(manifests.ContainsKey).Select(setId => manifests[setId].Value)],
            [.. all],
            [.. complete.Where(damaged.ContainsKey).Select(setId => damaged[setId])],
            manifests.ToDictionary(pair => StoreKeys.Manifest(job, pair.Key), pair => pair.Value.Sha256, StringComparer.Ordinal)
        );
    }

    private sealed record SetsOfJob<T>(
        IReadOnlyList<T> Complete,
        IReadOnlyList<string> Incomplete,
        IReadOnlyList<DamagedManifest> Damaged,
        IReadOnlyDictionary<string, string> Sha256
    );
}
