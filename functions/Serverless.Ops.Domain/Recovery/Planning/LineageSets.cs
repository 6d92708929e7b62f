using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>The database sets of one lineage, and its log.</summary>
internal sealed class LineageSets
{
    private readonly (DatabaseManifest Set, int Stretch)[] sets;

    private LineageSets(Lineage lineage, IEnumerable<DatabaseManifest> sets, BackupCatalogue catalogue)
    {
        Chains = catalogue.ChainsOf(lineage);
        Time = new LogTime(Chains);
        this.sets = [.. sets.Select(set => (set, Time.StretchOf(set)))];
    }

    public IReadOnlyList<LogChain> Chains { get; }

    public LogTime Time { get; }

    /// <summary>The time of the newest set, for comparison with other lineages.</summary>
    public DateTimeOffset Newest => Time.TimeOf(Before(null)[0]);

    /// <summary>The lineages of the catalogue's database sets.</summary>
    public static LineageSets[] Of(BackupCatalogue catalogue) =>
        [
            .. catalogue
                .DatabaseSets.GroupBy(set => (set.Lineage.Id, set.Lineage.ServerId))
                .Select(sets => new LineageSets(sets.First().Lineage, sets, catalogue)),
        ];

    /// <summary>The sets that may serve a second, or all sets for null. The newest comes first, in the order of the log.</summary>
    public DatabaseManifest[] Before(DateTimeOffset? second)
    {
        SecondInLog? chosen = second is { } at ? Time.Choose(at) : null;
        return
        [
            .. sets.Where(set => second is not { } wanted || Time.MayServe(set.Set, wanted, chosen))
                .OrderByDescending(set => set.Stretch)
                .ThenByDescending(set => set.Set.SnapshotAt)
                .ThenByDescending(set => set.Set.SetId, StringComparer.Ordinal)
                .Select(set => set.Set),
        ];
    }
}
