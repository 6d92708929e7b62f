namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>A promise and what was measured.</summary>
/// <param name="Measured">Null when it could not be measured, which is not keeping it.</param>
public sealed record Objective(TimeSpan Promised, TimeSpan? Measured)
{
    public bool IsKept => Measured <= Promised;
}
