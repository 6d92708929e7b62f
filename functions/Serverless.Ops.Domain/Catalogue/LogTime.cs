using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>
/// Orders times within one lineage. All times come from the source's own clock, and that clock may have been moved back. So an instant
/// alone orders nothing: it belongs to a <see cref="LogStretch"/>.
/// </summary>
public sealed class LogTime(IReadOnlyList<LogChain> chains)
{
    public IReadOnlyList<LogStretch> Stretches { get; } = LogStretch.Of(chains);

    /// <summary>
    /// The stretch in which a restore to a second ends; null when no stretch reaches it. Of several stretches that the clock showed the
    /// second in, it is the last one whose clock did not jump over the second.
    /// </summary>
    public SecondInLog? Choose(DateTimeOffset second)
    {
        LogStretch[] covering = [.. Stretches.Where(stretch => stretch.Covers(second))];
        if (covering.Length == 0)
        {
            // The clock was moved back over a time without commits. The next commit in the log is that of the next stretch.
            return Stretches.FirstOrDefault(stretch => second <= stretch.Last) is { } next ? new SecondInLog(next, []) : null;
        }

        LogStretch chosen = covering.LastOrDefault(stretch => !stretch.SkipsOver(second)) ?? covering[^1];
        bool skips = chosen.SkipsOver(second);
        return new SecondInLog(chosen, [.. covering.Where(other => other != chosen && (skips || !other.SkipsOver(second)))]);
    }

    /// <summary>The number of the stretch in which a set was taken. Its place decides, not its time.</summary>
    public int StretchOf(DatabaseManifest set)
    {
        int number = 0;
        foreach (LogChain chain in chains)
        {
            number = Math.Max(number, chain.StretchOf(set) ?? 0);
        }

        // The clock was moved back after the last shipment: the set stands behind the log, but its time lies before the log's end.
        return chains.Count > 0 && chains[^1].IsMovedBackAt(set) ? Stretches[^1].Number + 1 : number;
    }

    /// <summary>
    /// A set's time for comparison with sets of other lineages. A set that was taken before the clock was moved back was taken before the
    /// time that the clock then showed.
    /// </summary>
    public DateTimeOffset TimeOf(DatabaseManifest set)
    {
        int number = StretchOf(set);
        return Stretches
            .Where(stretch => stretch.Number > number && stretch.MovedBack is not null)
            .Select(stretch => stretch.MovedBack!.To)
            .Append(set.SnapshotAt)
            .Min();
    }

    /// <summary>True when a set may serve a restore to a second, as far as time tells. Its place in the log has to fit as well.</summary>
    /// <param name="chosen">From <see cref="Choose"/>.</param>
    public bool MayServe(DatabaseManifest set, DateTimeOffset second, SecondInLog? chosen) =>
        chosen is null
            ? set.SnapshotAt <= second
            : StretchOf(set).CompareTo(chosen.Stretch.Number) switch
            {
                < 0 => true,
                0 => set.SnapshotAt <= second,
                _ => false,
            };
}

/// <summary>The stretch of a second, and the other stretches in which the source's clock showed the same second.</summary>
public sealed record SecondInLog(LogStretch Stretch, IReadOnlyList<LogStretch> Others);
