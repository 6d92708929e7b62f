namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>One attempt of a state that failed or timed out.</summary>
/// <param name="State">The state's name, such as <c>ImportDatabase</c>.</param>
/// <param name="Error">Name of the error; never its cause, which may quote anything.</param>
/// <param name="WasRetried">False for the attempt that ended the restore.</param>
public sealed record FailedAttempt(string State, string Error, bool WasRetried);
