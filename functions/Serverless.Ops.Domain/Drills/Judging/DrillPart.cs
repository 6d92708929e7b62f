namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>One step of a drill, with what it moved where that is known.</summary>
/// <param name="Name">The state's name, such as <c>ImportDatabase</c>, or plain words for what was no state.</param>
public sealed record DrillPart(
    string Name, DateTimeOffset StartedAt, DateTimeOffset EndedAt, long? Bytes = null, long? Rows = null, long? Transactions = null)
{
    public TimeSpan Took => EndedAt - StartedAt;
}
