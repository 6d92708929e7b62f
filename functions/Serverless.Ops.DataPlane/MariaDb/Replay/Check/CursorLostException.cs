using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Check;

/// <summary>The import's note and the cursor, which are written in one transaction, do not tell the same: how far a replay came is not known.</summary>
public sealed class CursorLostException(string? noted, string? cursor)
    : PermanentException(
        $"The target's import says that {(noted is null ? "no replay" : $"a replay of plan '{noted}'")} began on it, and {(cursor is null ? "there is no cursor" : $"the cursor is of plan '{cursor}'")}: how much of the log it holds is not known.",
        "do not use this target; start the restore again on a fresh instance.");
