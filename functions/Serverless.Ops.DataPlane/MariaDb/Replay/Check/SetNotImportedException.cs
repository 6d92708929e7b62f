using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Check;

/// <summary>The target does not hold exactly the database set that the plan's log goes on from; found before any write.</summary>
public sealed class SetNotImportedException(string expected, IReadOnlyList<string> found)
    : PermanentException(
        $"The target has to hold a finished import of database set {expected} and nothing else, and its notes tell of {(found.Count == 0 ? "no import" : string.Join(", ", found))}.",
        "run ImportDatabase for this plan on a fresh instance, and replay onto that one.");
