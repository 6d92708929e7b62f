using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Recovery.Targets;

/// <summary>The log's prefix up to one transaction.</summary>
/// <param name="IsBefore">False: with it, as its last. True: without it and all that stands behind it.</param>
public sealed record GtidTarget(Gtid Gtid, bool IsBefore) : PlaceTarget
{
    /// <summary>True when a log that was replayed to this position ends as the target says.</summary>
    public bool IsMetBy(GtidPosition reached) => IsBefore
        ? reached.LastOf(Gtid.Domain) is not { } last || last.Sequence < Gtid.Sequence
        : reached.LastOf(Gtid.Domain) == Gtid;

    public override string ToString() => IsBefore ? $"before:{Gtid}" : Gtid.ToString();
}
