using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Wire;

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
            : throw new SetNotImportedException(setId, [.. found.Select(import => $"{(import.IsFinished ? "a finished" : "an unfinished")} import of {import.SetId}")]);
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
