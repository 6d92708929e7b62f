using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>The backup sets that exist according to their manifests. It can be rebuilt from the store alone at any time.</summary>
/// <param name="DatabaseSets">Complete database sets.</param>
/// <param name="BinlogSets">Complete binlog sets.</param>
/// <param name="IncompleteDatabaseSets">Ids of database sets without a manifest: never completed, or still being written.</param>
public sealed record BackupCatalogue(
    IReadOnlyList<DatabaseManifest> DatabaseSets,
    IReadOnlyList<BinlogManifest> BinlogSets,
    IReadOnlyList<string> IncompleteDatabaseSets
)
{
    public static BackupCatalogue Empty { get; } = new([], [], []);

    /// <summary>The lineage's unbroken runs of log, in log order. A gap lies between two of them.</summary>
    public IReadOnlyList<LogChain> ChainsOf(Lineage lineage) => LogChain.Build(BinlogSets.Where(set => set.Lineage.IsSameAs(lineage)));
}
