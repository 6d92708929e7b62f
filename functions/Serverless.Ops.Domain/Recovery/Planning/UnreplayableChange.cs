using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>A transaction of the log that no replay can apply.</summary>
/// <param name="Place">Where the transaction begins: the last place that a replay can reach.</param>
/// <param name="At">The transaction's time stamp; null in sets that do not have it.</param>
/// <param name="What">What the transaction holds.</param>
public sealed record UnreplayableChange(string Gtid, BinlogCoordinates Place, DateTimeOffset? At, string What)
{
    /// <summary>
    /// The first one that the manifests list between the set and the end, and that refuses a plan; null when there is none. Manifests list
    /// a limited number, and older ones none. CheckBinlogs reads the log itself before the import.
    /// </summary>
    internal static UnreplayableChange? Find(IEnumerable<ChainSegment> segments, RestoreRoute route) =>
        (
            from segment in segments
            from finding in segment.Entry.Findings?.Listed ?? []
            where finding.RefusesPlans
            let place = new BinlogCoordinates(segment.Entry.File, finding.Position, "")
            where LogChain.Compare(route.Set.Coordinates, place) <= 0 && LogChain.Compare(place, route.End) < 0
            select new UnreplayableChange(finding.Gtid, place, finding.At, finding.Text)
        ).FirstOrDefault();
}

/// <summary>The log between the database set and the target has a transaction that no replay can apply.</summary>
/// <param name="asked">The requested target.</param>
/// <param name="newer">The first database set behind that transaction; null when there is none, or when it is not known.</param>
/// <param name="isLeftOutByChoice">True when only the request's own choice of a set keeps the newer set from serving.</param>
public sealed class UnreplayableChangeException(
    string asked,
    string setId,
    UnreplayableChange change,
    DatabaseManifest? newer = null,
    bool isLeftOutByChoice = false
)
    : PermanentException(
        $"A restore of the database set {setId} to '{asked}' would have to replay the transaction {change.Gtid} at {Text(change.Place)}"
            + $"{(change.At is { } at ? $" of {WholeSecond.Text(at)}" : "")}. No replay can: it holds {change.What}.",
        $"restore to the last place before it, the target '{Text(change.Place)}'. To restore what came later, "
            + (
                isLeftOutByChoice ? $"leave out the input 'set': the database set {newer!.SetId} was taken after it."
                : newer is null ? "use a database set taken after that transaction: if there is none, run BackUpDatabase now."
                : $"choose a target from the database set {newer.SetId} on: '{Text(newer.Coordinates)}' or later."
            )
    )
{
    private static string Text(BinlogCoordinates place) => $"{place.File}:{place.Position}";
}
