namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>A restore as the state machine's own history has it.</summary>
/// <param name="Parts">Its Task states that ended, in order.</param>
/// <param name="FailedAttempts">Attempts that failed, in order.</param>
/// <param name="Warning">Why the history could not be read; null when it was.</param>
public sealed record RestoreRecord(IReadOnlyList<DrillPart> Parts, IReadOnlyList<FailedAttempt> FailedAttempts, string? Warning = null);
