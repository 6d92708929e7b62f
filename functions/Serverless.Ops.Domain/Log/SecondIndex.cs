namespace Serverless.Ops.Domain.Log;

/// <summary>The second index of one segment, and the commits in it whose stamps a session set.</summary>
/// <param name="Latest">The latest stamp of a mark in the lineage up to the segment's end, or the earliest time when there is none.</param>
public sealed record SecondIndex(
    IReadOnlyList<SecondMark> Marks, long AnomalyCount, IReadOnlyList<TimestampAnomaly> Anomalies, DateTimeOffset Latest)
{
    /// <summary>The seconds of which commits stand behind much later ones, in log order.</summary>
    public IReadOnlyList<LateSecond> Late { get; init; } = [];
}
