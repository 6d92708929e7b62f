using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Check;

/// <summary>Holds what the import noted on the target against the plan, and against the cursor.</summary>
internal static class ImportedSetCheck
{
    /// <returns>Key of the plan whose replay began on this import, or null when none did.</returns>
    /// <exception cref="SetNotImportedException">The one import that is noted is not a finished one of this set.</exception>
    public static async Task<string?> RequireAsync(MariaDbConnection target, string setId, CancellationToken cancellationToken)
    {
        target.Activity = "looking which database set the target holds";
        IReadOnlyList<ImportedSet> found = await ImportNotes.ReadAsync(target, cancellationToken);
        return found is [{ IsFinished: true } only] && only.SetId == setId
            ? only.ReplayOf
            : throw new SetNotImportedException(
                setId,
                [.. found.Select(import => $"{(import.IsFinished ? "a finished" : "an unfinished")} import of {import.SetId}")]
            );
    }

    /// <summary>Finds the cursor, null when no replay has begun.</summary>
    /// <exception cref="SetNotImportedException"/>
    /// <exception cref="CursorLostException">A replay began, and its cursor is gone; or a cursor is there that is not of this import.</exception>
    public static async Task<ReplayCursor?> FindCursorAsync(MariaDbConnection target, string setId, CancellationToken cancellationToken)
    {
        string? noted = await RequireAsync(target, setId, cancellationToken);
        ReplayCursor? cursor = await ReplayCursorTable.FindAsync(target, cancellationToken);
        return cursor?.PlanKey == noted ? cursor : throw new CursorLostException(noted, cursor?.PlanKey);
    }
}

/// <summary>The target does not hold exactly the database set that the plan's log goes on from; found before any write.</summary>
public sealed class SetNotImportedException(string expected, IReadOnlyList<string> found)
    : PermanentException(
        $"The target has to hold a finished import of database set {expected} and nothing else, and its notes tell of {(found.Count == 0 ? "no import" : string.Join(", ", found))}.",
        "run ImportDatabase for this plan on a fresh instance, and replay onto that one."
    );

/// <summary>The import's note and the cursor, which are written in one transaction, do not tell the same: how far a replay came is not known.</summary>
public sealed class CursorLostException(string? noted, string? cursor)
    : PermanentException(
        $"The target's import says that {(noted is null ? "no replay" : $"a replay of plan '{noted}'")} began on it, and {(cursor is null ? "there is no cursor" : $"the cursor is of plan '{cursor}'")}: how much of the log it holds is not known.",
        "do not use this target; start the restore again on a fresh instance."
    );
