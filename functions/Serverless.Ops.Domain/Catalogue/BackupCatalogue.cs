using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;

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
    private const int NamedAtMost = 5;

    public static BackupCatalogue Empty { get; } = new([], [], []);

    /// <summary>Manifests that cannot be used. Their sets are left out, as if they did not exist.</summary>
    public IReadOnlyList<DamagedManifest> Damaged { get; init; } = [];

    /// <summary>SHA-256 of each manifest as stored, by the manifest's key.</summary>
    public IReadOnlyDictionary<string, string> ManifestSha256 { get; init; } = new Dictionary<string, string>();

    /// <summary>Notes about damaged objects of sets. Only planning reads them; for other readers there are none.</summary>
    public IReadOnlyList<DamageNote> DamageNotes { get; init; } = [];

    /// <summary>Notes that cannot be used. They count for nothing.</summary>
    public IReadOnlyList<UnusableNote> UnusableNotes { get; init; } = [];

    /// <summary>One more sentence for an error that damage may have caused; empty when nothing is known to be damaged.</summary>
    public string DamagedNote =>
        MayBeTheReason("Manifests that cannot be used", [.. Damaged.Select(manifest => manifest.Key)])
        + MayBeTheReason("Damaged objects", [.. DamageNotes.Select(note => note.Object)]);

    /// <summary>The sets of one estate. Other estates may have sets of their own in the same store.</summary>
    public BackupCatalogue OfEstate(string estate) =>
        this with
        {
            DatabaseSets = [.. DatabaseSets.Where(set => set.Estate == estate)],
            BinlogSets = [.. BinlogSets.Where(set => set.Estate == estate)],
            DamageNotes = [.. DamageNotes.Where(note => note.Estate == estate)],
        };

    /// <summary>Leaves out the damaged segments. Where no other set has the same bytes, the log has a gap.</summary>
    public BackupCatalogue WithoutDamagedLog() => this with { BinlogSets = WholeLog.Of(BinlogSets, DamagedObjects) };

    /// <summary>The first note about the set; null when none is known to be damaged.</summary>
    public DamageNote? DamageOf(DatabaseManifest set) => DamageNotes.FirstOrDefault(note => note.IsOf(Job.Database, set.SetId));

    /// <summary>The damaged segments of a lineage.</summary>
    public IEnumerable<(SegmentEntry Entry, DamageNote Note)> DamagedSegmentsOf(Lineage lineage) =>
        WholeLog
            .Damaged(BinlogSets.Where(set => set.Lineage.IsSameAs(lineage)), DamagedObjects)
            .Select(segment => (segment.Entry, DamageNotes.First(note => note.Object == WholeLog.KeyOf(segment.Set, segment.Entry))));

    private HashSet<string> DamagedObjects => [.. DamageNotes.Select(note => note.Object)];

    /// <summary>
    /// Refuses a source that would begin a lineage which another estate has begun before. Either OPS_ESTATE is wrong, or the source is a
    /// copy. An estate that has sets of the lineage goes on, so no other estate can stop its backups.
    /// </summary>
    /// <exception cref="LineageOfOtherEstateException"/>
    public void RequireLineageOf(string estate, string lineageId)
    {
        ISetManifest[] ofLineage = [.. DatabaseSets.Concat<ISetManifest>(BinlogSets).Where(set => set.Lineage.Id == lineageId)];
        if (ofLineage.Length > 0 && !ofLineage.Any(set => set.Estate == estate))
        {
            throw new LineageOfOtherEstateException(lineageId, ofLineage[0].Estate, ofLineage[0].SetId, estate);
        }
    }

    /// <summary>The lineage's unbroken runs of log, in log order. A gap lies between two of them.</summary>
    public IReadOnlyList<LogChain> ChainsOf(Lineage lineage) => LogChain.Build(BinlogSets.Where(set => set.Lineage.IsSameAs(lineage)));

    private static string MayBeTheReason(string what, string[] keys) =>
        keys.Length == 0
            ? ""
            : $" {what} may be the reason: {string.Join(", ", keys.Take(NamedAtMost).Select(key => $"'{key}'"))}"
                + $"{(keys.Length > NamedAtMost ? $" and {keys.Length - NamedAtMost} more" : "")}.";
}

/// <summary>A manifest that is not JSON of its kind, is damaged, or lies under the key of another set.</summary>
/// <param name="WhatHappened">One sentence that names the key.</param>
public sealed record DamagedManifest(string Key, string WhatHappened)
{
    /// <summary>For the warnings of plans and reports.</summary>
    public override string ToString() =>
        $"{WhatHappened} The set is left out, as if it did not exist. Bring back the manifest's last version.";
}

/// <summary>The source's lineage belongs to another estate. Its sets would pass for sets of this estate.</summary>
public sealed class LineageOfOtherEstateException(string lineageId, string owner, string setId, string estate)
    : PermanentException(
        $"The source has lineage {lineageId}, which belongs to the estate '{owner}' (set {setId}), "
            + $"but this program works for the estate '{estate}'.",
        $"if this server is the database of '{owner}', set OPS_ESTATE={owner}; if it is a copy of that database, give it its own lineage: "
            + "enrol it with @new_lineage = 1, as docs/operations/enrolment.md shows under \"A server that was restored or copied\"."
    );
