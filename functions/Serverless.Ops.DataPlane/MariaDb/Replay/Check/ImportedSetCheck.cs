using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Check;

/// <summary>Compares the import's note on the target with the plan and with the cursor.</summary>
internal static class ImportedSetCheck
{
    /// <returns>Key of the plan whose replay began on this import, or null when no replay began.</returns>
    /// <exception cref="SetNotImportedException">The notes do not show exactly one finished import of this set.</exception>
    public static async Task<string?> RequireAsync(MariaDbConnection target, string setId, CancellationToken cancellationToken)
    {
        target.Activity = "reading which database set the target holds";
        IReadOnlyList<ImportedSet> found = await ImportNotes.ReadAsync(target, cancellationToken);
        return found is [{ IsFinished: true } only] && only.SetId == setId
            ? only.ReplayOf
            : throw new SetNotImportedException(
                setId,
                [.. found.Select(import => $"{(import.IsFinished ? "a finished" : "an unfinished")} import of {import.SetId}")]
            );
    }

    /// <summary>Finds the cursor; null when no replay began.</summary>
    /// <exception cref="SetNotImportedException"/>
    /// <exception cref="CursorLostException">A replay began and its cursor is gone, or the cursor belongs to another import.</exception>
    public static async Task<ReplayCursor?> FindCursorAsync(MariaDbConnection target, string setId, CancellationToken cancellationToken)
    {
        string? noted = await RequireAsync(target, setId, cancellationToken);
        ReplayCursor? cursor = await ReplayCursorTable.FindAsync(target, cancellationToken);
        return cursor?.PlanKey == noted ? cursor : throw new CursorLostException(noted, cursor?.PlanKey);
    }
}

/// <summary>The target does not hold exactly the plan's database set. Checked before any write.</summary>
public sealed class SetNotImportedException(string expected, IReadOnlyList<string> found)
    : PermanentException(
        $"The target must hold a finished import of database set {expected} and nothing else. "
            + $"Its notes show {(found.Count == 0 ? "no import" : string.Join(", ", found))}.",
        "run ImportDatabase for this plan on a fresh instance, and replay onto that instance."
    );

/// <summary>
/// The import's note and the cursor disagree, although one transaction wrote both. So it is unknown how much of the log was replayed.
/// </summary>
public sealed class CursorLostException(string? noted, string? cursor)
    : PermanentException(
        $"The target's import says that {(noted is null ? "no replay" : $"a replay of plan '{noted}'")} began on it, "
            + $"and {(cursor is null ? "there is no cursor" : $"the cursor is of plan '{cursor}'")}. "
            + "It is unknown how much of the log the target holds.",
        "do not use this target; start the restore again on a fresh instance."
    );
