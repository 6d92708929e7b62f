using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Catalogue;

/// <summary>
/// Writes and reads the notes about damaged objects of an estate's sets. They lie beside the sets, under <c>damage/</c>: a host that
/// restores may only read sets, and nobody may change them.
/// </summary>
public sealed class DamageNotes(IObjectStore store, string estate, TimeProvider time)
{
    // The version of an object whose own description in the store cannot be read.
    private const string Unreadable = "unreadable";
    private readonly StoreKeys keys = new(estate);

    /// <summary>Does the work. If it fails because an object of a set is damaged, notes that before the error goes on.</summary>
    /// <param name="foundBy">The function that works.</param>
    /// <exception cref="DamageNotNotedException">The store did not take the note.</exception>
    public async Task<T> WatchAsync<T>(string foundBy, string runId, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (DamagedObjectException found) when (IsNoted(found.ObjectKey))
        {
            await NoteAsync(found, foundBy, runId, cancellationToken);
            throw;
        }
    }

    /// <summary>Reads the notes that still hold. A note ends when its object gets another version.</summary>
    public async Task<IReadOnlyList<DamageNote>> ReadAsync(CancellationToken cancellationToken)
    {
        var notes = new List<DamageNote>();
        await foreach (ObjectDescription found in store.ListAsync(keys.DamageNotes, cancellationToken))
        {
            DamageNote note = await ReadAsync(found.Key, cancellationToken);
            if (note.Version == await VersionOfAsync(note.Object, cancellationToken))
            {
                notes.Add(note);
            }
        }

        return notes;
    }

    private async Task<DamageNote> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            DamageNote note = await store.ReadJsonAsync(key, DamageNoteJson.Default.DamageNote, cancellationToken);
            OtherEstateException.ThrowIfOther(key, note.Estate, estate);
            return keys.DamageNote(note.Object) == key
                ? note
                : throw new MisplacedObjectException(key, $"the note about '{note.Object}'", keys.DamageNote(note.Object));
        }
        catch (OpsException unusable) when (unusable is UnreadableJsonException or DamagedObjectException)
        {
            throw new DamageNoteUnreadableException(key, unusable);
        }
    }

    // A manifest needs no note: the catalogue reads every manifest, and leaves out those that are damaged.
    private static bool IsNoted(string key) =>
        StoreKeys.IsOfSets(key) && !key.EndsWith($"/{StoreKeys.ManifestName}", StringComparison.Ordinal);

    private async Task NoteAsync(DamagedObjectException found, string foundBy, string runId, CancellationToken cancellationToken)
    {
        try
        {
            var note = new DamageNote(
                DamageNote.CurrentFormat,
                estate,
                found.ObjectKey,
                await VersionOfAsync(found.ObjectKey, cancellationToken),
                found.WhatHappened,
                foundBy,
                runId,
                time.GetUtcNow()
            );
            await store.PutJsonAsync(
                keys.DamageNote(found.ObjectKey),
                note,
                DamageNoteJson.Default.DamageNote,
                WriteCondition.None,
                cancellationToken
            );
        }
        catch (OpsException refused)
        {
            throw new DamageNotNotedException(found, refused);
        }
    }

    private async Task<string?> VersionOfAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.FindAsync(key, cancellationToken))?.Version;
        }
        catch (DamagedObjectException)
        {
            return Unreadable;
        }
    }
}

/// <summary>An object of a set is damaged, and the store did not take the note about that.</summary>
public sealed class DamageNotNotedException(DamagedObjectException found, OpsException refused)
    : PermanentException(
        $"{found.WhatHappened} The damage could not be noted, so planning does not know of it: {refused.WhatHappened}",
        "plan the restore again with another run id, and give the input 'set' (statemachines/README.md) to begin with another set; "
            + "let this host write below damage/ (docs/formats/store-layout.md).",
        found
    );

/// <summary>A note about damage cannot be read. Planning does not guess which object it is about.</summary>
public sealed class DamageNoteUnreadableException(string key, OpsException cause)
    : PermanentException(
        $"The note about damage '{key}' cannot be read: {cause.WhatHappened}",
        "delete that note, then plan again. The object that it is about is the rest of the key; "
            + "if that object is still damaged, the next restore notes it again.",
        cause
    );
