using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Targets;

namespace Serverless.Ops.Domain.Recovery.Places;

/// <summary>The log in the store does not hold the requested place. A later shipment may bring it.</summary>
public sealed class PlaceNotShippedException(PlaceTarget target, string why, string nextStep)
    : PermanentException($"The target {target} is not in the shipped log: {why}.", nextStep);

/// <summary>The shipped log has no transaction with this GTID, and waiting does not help.</summary>
public sealed class GtidNotInLogException : PermanentException
{
    /// <summary>The log has transactions of the domain, but not this one.</summary>
    /// <param name="below">The last transaction before it in <paramref name="file"/>, or null.</param>
    /// <param name="above">The first transaction after it, or null.</param>
    /// <param name="gap">A sentence about the missing log before the file, or empty.</param>
    public GtidNotInLogException(GtidTarget target, string file, Gtid? below, Gtid? above, string gap = "")
        : base(
            $"There is no transaction {target.Gtid} in {file}: {Around(below, above)}.{(below is null ? gap : "")}",
            below is null && above is null
                ? "give a GTID from the source's log (domain-server-sequence), or a second."
                : $"give {string.Join(" or ", new[] { below, above }.Where(gtid => gtid is not null))}, or a second."
        ) { }

    private GtidNotInLogException(string whatHappened, string nextStep)
        : base(whatHappened, nextStep) { }

    /// <summary>The shipped logs have no transaction of the target's domain.</summary>
    /// <param name="domains">The domains of the shipped logs.</param>
    public static GtidNotInLogException OfUnknownDomain(GtidTarget target, IEnumerable<uint> domains) =>
        new(
            $"The target {target} is of domain {target.Gtid.Domain}, "
                + $"but the shipped logs have only domain {string.Join(" and ", domains.Order())}.",
            "give a GTID from the source's log (domain-server-sequence), or a second."
        );

    /// <summary>The target is older than the oldest log in the store.</summary>
    /// <param name="begins">The beginning of the oldest log in the store.</param>
    public static GtidNotInLogException OfOlderLog(GtidTarget target, BinlogCoordinates begins) =>
        new(
            $"The target {target} is older than the log in the store. "
                + $"That log begins at {begins.File}:{begins.Position}, after GTID position {begins.Gtid}.",
            "give a later transaction, or a second."
        );

    private static string Around(Gtid? below, Gtid? above) =>
        (below, above) switch
        {
            ({ } last, { } first) => $"{first} comes directly after {last} there",
            ({ } last, null) => $"the last transaction of its domain there is {last}",
            (null, { } first) => $"the first transaction of its domain there is {first}",
            _ => "its domain has no transaction there",
        };
}

/// <summary>Two transactions have the same GTID, since a session set <c>gtid_seq_no</c>. Such a GTID names no single place.</summary>
public sealed class GtidRepeatedException(GtidTarget target, BinlogCoordinates one, BinlogCoordinates other)
    : PermanentException(
        $"The target {target} names two places, {one.File}:{one.Position} and {other.File}:{other.Position}, "
            + "because two transactions have that GTID.",
        "give one of the two positions."
    );

/// <summary>A part of a transaction cannot be restored. A position must lie between two transactions.</summary>
public sealed class PositionWithinTransactionException(PositionTarget target, long from, long to, Gtid? gtid)
    : PermanentException(
        gtid is { } id
            ? $"The target {target} is within transaction {id}, which stands from {from} to {to}."
            : $"The target {target} is within an event outside any transaction, from {from} to {to}.",
        gtid is not null
            ? $"give {target.File}:{from} (without that transaction) or {target.File}:{to} (with it)."
            : $"give {target.File}:{from} or {target.File}:{to}. Both restore the same."
    );
