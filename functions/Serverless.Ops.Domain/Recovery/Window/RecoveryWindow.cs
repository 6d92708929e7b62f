using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Window;

/// <summary>The seconds that can be restored, and the gaps in the log between them.</summary>
/// <param name="Spans">In order of time, lineage by lineage.</param>
/// <param name="Gaps">In log order, lineage by lineage.</param>
public sealed record RecoveryWindow(IReadOnlyList<RecoverySpan> Spans, IReadOnlyList<LogGap> Gaps)
{
    /// <summary>Derives the window from the manifests alone.</summary>
    public static RecoveryWindow Of(BackupCatalogue catalogue)
    {
        var spans = new List<RecoverySpan>();
        var gaps = new List<LogGap>();
        foreach (
            IGrouping<(string Id, long ServerId), DatabaseManifest> sets in catalogue
                .DatabaseSets.GroupBy(set => (set.Lineage.Id, set.Lineage.ServerId))
                .OrderBy(sets => sets.Min(set => set.SnapshotAt))
        )
        {
            Lineage lineage = sets.First().Lineage;
            IReadOnlyList<LogChain> chains = catalogue.ChainsOf(lineage);
            // The source purged some log between the set and the first shipment.
            if (
                chains.Count > 0
                && sets.Where(set => LogChain.Compare(set.Coordinates, chains[0].From) < 0)
                    .MaxBy(set => set.Coordinates, LogChain.InLogOrder)
                    is { } unserved
            )
            {
                gaps.Add(
                    new LogGap(
                        unserved.Coordinates,
                        chains[0].From,
                        WholeSecond.Ceiling(unserved.SnapshotAt).AddSeconds(1),
                        FirstSnapshotIn(chains[0])
                    )
                );
            }

            for (int i = 0; i < chains.Count; i++)
            {
                DateTimeOffset? first = FirstSnapshotIn(chains[i]);
                DateTimeOffset through = WholeSecond.Floor(chains[i].ShippedThrough);
                if (first is { } from && from <= through)
                {
                    spans.Add(new RecoverySpan(lineage, from, through));
                }

                if (i + 1 < chains.Count)
                {
                    gaps.Add(new LogGap(chains[i].To, chains[i + 1].From, through.AddSeconds(1), FirstSnapshotIn(chains[i + 1])));
                }
            }

            DateTimeOffset? FirstSnapshotIn(LogChain chain) =>
                sets.Where(chain.Holds).Select(set => (DateTimeOffset?)FirstSecondOf(set, chain)).Min();
        }

        return new RecoveryWindow(spans, gaps);
    }

    // A set may have been taken while the source's clock was ahead. It serves every second after the clock was moved back.
    private static DateTimeOffset FirstSecondOf(DatabaseManifest set, LogChain chain) =>
        chain
            .Segments.Where(segment => segment.Stretch > chain.StretchOf(set) && segment.Entry.Seconds.Count > 0)
            .Select(segment => segment.Entry.Seconds[0].At)
            .Append(WholeSecond.Ceiling(set.SnapshotAt))
            .Min();
}

/// <summary>A span of seconds. Each second in it can be restored, the first and the last included.</summary>
public sealed record RecoverySpan(Lineage Lineage, DateTimeOffset From, DateTimeOffset Through);
