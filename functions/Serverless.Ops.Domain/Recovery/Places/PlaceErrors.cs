using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Recovery.Places;

/// <summary>The log in the store does not hold the place that was asked for; it may yet, or somewhere else.</summary>
public sealed class PlaceNotShippedException(PlaceTarget target, string why, string nextStep)
    : PermanentException($"The target {target} is not in the shipped log: {why}.", nextStep);

/// <summary>No transaction with this GTID stands in the shipped log, and none will: it is no matter of waiting.</summary>
public sealed class GtidNotInLogException : PermanentException
{
    /// <summary>The log knows the domain, but not this transaction.</summary>
    /// <param name="below">The last one before it in <paramref name="file"/>, or null.</param>
    /// <param name="above">The first one behind it, or null.</param>
    public GtidNotInLogException(GtidTarget target, string file, Gtid? below, Gtid? above)
        : base(
            $"There is no transaction {target.Gtid} in {file}: {Around(below, above)}.",
            $"give {string.Join(" or ", new[] { below, above }.Where(gtid => gtid is not null))}, if that was meant, or a second."
        ) { }

    private GtidNotInLogException(string whatHappened, string nextStep)
        : base(whatHappened, nextStep) { }

    /// <param name="domains">Those that the log has.</param>
    public static GtidNotInLogException OfUnknownDomain(GtidTarget target, IEnumerable<uint> domains) =>
        new(
            $"The target {target} is of domain {target.Gtid.Domain}, which no shipped log has: they have {string.Join(" and ", domains.Order())}.",
            "give a GTID as the source's log has it (domain-server-sequence), or a second."
        );

    /// <param name="begins">The GTID position that the oldest log in the store goes on from.</param>
    public static GtidNotInLogException OfOlderLog(GtidTarget target, BinlogCoordinates begins) =>
        new(
            $"The target {target} is older than the log in the store, which begins at {begins.File}:{begins.Position} with {begins.Gtid} behind it.",
            "give a later transaction, or a second."
        );

    private static string Around(Gtid? below, Gtid? above) =>
        (below, above) switch
        {
            ({ } last, { } first) => $"{last} is followed there by {first}",
            ({ } last, null) => $"the last there in its domain is {last}",
            (null, { } first) => $"the first there in its domain is {first}",
            _ => "its domain has none there",
        };
}

/// <summary>A session set <c>gtid_seq_no</c>, and two transactions have the same GTID: it names no place.</summary>
public sealed class GtidRepeatedException(GtidTarget target, BinlogCoordinates one, BinlogCoordinates other)
    : PermanentException(
        $"The target {target} names two places, {one.File}:{one.Position} and {other.File}:{other.Position}: two transactions have that GTID.",
        "give the position of the one that is meant."
    );

/// <summary>A part of a transaction cannot be restored: a position has to be one where none is under way.</summary>
public sealed class PositionWithinTransactionException(PositionTarget target, long from, long to, Gtid? gtid)
    : PermanentException(
        gtid is { } id
            ? $"The target {target} is within transaction {id}, which stands from {from} to {to}."
            : $"The target {target} is within an event that belongs to no transaction, from {from} to {to}.",
        gtid is not null
            ? $"give {target.File}:{from} (without that transaction) or {target.File}:{to} (with it)."
            : $"give {target.File}:{from} or {target.File}:{to}: what is restored is the same."
    );
