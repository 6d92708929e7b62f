namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>The causes that stopped or slowed a drill, from its timeline, from the history and from the measured times.</summary>
internal static class DrillBlockers
{
    public static IReadOnlyList<string> Of(DrillInputs inputs, DateTimeOffset lostAt, Objective timeToRestore) =>
        [.. inputs.Timeline?.Blockers ?? [], .. Retried(inputs.FailedAttempts), .. Ended(inputs), .. Slow(inputs, lostAt, timeToRestore)];

    /// <summary>The part that took more than half of the time to restore, or null.</summary>
    public static DrillPart? SlowestPart(IEnumerable<DrillPart> parts, DateTimeOffset lostAt, Objective timeToRestore) =>
        parts.Where(part => part.StartedAt >= lostAt).MaxBy(part => part.Took) is { } longest && longest.Took > timeToRestore.Measured / 2
            ? longest
            : null;

    private static IEnumerable<string> Retried(IEnumerable<FailedAttempt> attempts) =>
        from attempt in attempts
        where attempt.WasRetried
        group attempt by (attempt.State, attempt.Error) into same
        let times = same.Count() == 1 ? "once" : $"{same.Count()} times"
        select $"{same.Key.State} failed with {same.Key.Error} and was tried again, {times}.";

    private static IEnumerable<string> Ended(DrillInputs inputs) =>
        inputs.FailedAttempts.LastOrDefault(attempt => !attempt.WasRetried) is { } last
            ? [$"{last.State} ended the restore with {last.Error}."]
        : inputs.Failure is { } failure ? [$"{failure.Error} ended the restore."]
        : [];

    // Some part is always the slowest. It is a blocker only when the promise was not kept.
    private static IEnumerable<string> Slow(DrillInputs inputs, DateTimeOffset lostAt, Objective timeToRestore) =>
        !timeToRestore.IsKept && SlowestPart(inputs.Timeline?.Parts ?? [], lostAt, timeToRestore) is { } part
            ? [$"{part.Name} took {part.Took:h\\:mm\\:ss} of the restore time of {timeToRestore.Measured:h\\:mm\\:ss}."]
            : [];
}
