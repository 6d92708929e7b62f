using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>What it costs that a plan does not begin with the newest set that serves.</summary>
/// <param name="InsteadOf">Id of the newest set.</param>
/// <param name="Damage">The damage of the newest set; null when somebody chose another set.</param>
/// <param name="MoreReplayBytes">Bytes of log that this plan replays and a plan with the newest set would not.</param>
/// <param name="MoreLog">Time between the two sets: log of this time is replayed as well.</param>
/// <param name="EndsEarlierBy">This plan ends that much earlier, because the log behind its set has a gap. Zero when both end at the same
/// place.</param>
public sealed record OlderSet(string InsteadOf, string? Damage, long MoreReplayBytes, TimeSpan MoreLog, TimeSpan EndsEarlierBy)
{
    internal static OlderSet Of(RestoreRoute route, RestoreRoute newest, DamageNote? damage) =>
        new(
            newest.Set.SetId,
            damage?.ToString(),
            route.ReplayBytes - newest.ReplayBytes,
            Between(route.Set.SnapshotAt, newest.Set.SnapshotAt),
            route.End == newest.End ? TimeSpan.Zero : Between(route.Target, newest.Target)
        );

    // Where the source's clock was moved back, the older of two places may have the later time.
    private static TimeSpan Between(DateTimeOffset earlier, DateTimeOffset later) => later > earlier ? later - earlier : TimeSpan.Zero;

    /// <summary>One warning, with the numbers.</summary>
    internal string Describe(RestoreRoute route) =>
        $"The plan begins with set {route.Set.SetId}, not with the newest set that serves, {InsteadOf}: "
        + (Damage is null ? "the request chose it. " : $"that set is damaged. {Damage} ")
        + (
            EndsEarlierBy == TimeSpan.Zero
                ? $"This costs {MoreLog.TotalHours:0.0} hours of log more to replay ({MoreReplayBytes / 1e6:0.0} MB more)."
                : $"The log behind the older set has a gap, so the restore ends at {route.End.File}:{route.End.Position} "
                    + $"({WholeSecond.Text(WholeSecond.Floor(route.Target))}), {EndsEarlierBy.TotalHours:0.0} hours earlier. "
                    + "Everything after that is lost."
        );
}
