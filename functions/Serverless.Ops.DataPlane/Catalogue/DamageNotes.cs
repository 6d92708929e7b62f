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

    /// <summary>
    /// Adds the notes that still hold. A note ends when its object gets another version. A note that cannot be used counts for nothing,
    /// so that it takes no set with it: plans name it. If its object is damaged, the next job that reads the object notes that again.
    /// </summary>
    public async Task<BackupCatalogue> AddToAsync(BackupCatalogue catalogue, CancellationToken cancellationToken)
    {
        var notes = new List<DamageNote>();
        var unusable = new List<UnusableNote>();
        await foreach (ObjectDescription found in store.ListAsync(keys.DamageNotes, cancellationToken))
        {
            try
            {
                DamageNote note = await ReadAsync(found.Key, cancellationToken);
                if (note.Version == await VersionOfAsync(note.Object, cancellationToken))
                {
                    notes.Add(note);
                }
            }
            catch (ObjectNotFoundException)
            {
                // Somebody deleted the note since the listing.
            }
            catch (OpsException reason)
                when (reason
                        is UnreadableJsonException
                            or UnknownFormatException
                            or OtherEstateException
                            or MisplacedObjectException
                            or DamagedObjectException
                            or ObjectTooLargeException
                )
            {
                unusable.Add(new UnusableNote(found.Key, reason.WhatHappened));
            }
        }

        return catalogue with
        {
            DamageNotes = notes,
            UnusableNotes = unusable,
        };
    }

    private async Task<DamageNote> ReadAsync(string key, CancellationToken cancellationToken)
    {
        DamageNote note = await store.ReadJsonAsync(key, DamageNoteJson.Default.DamageNote, cancellationToken);
        UnknownFormatException.ThrowIfOther(key, note.Format, DamageNote.CurrentFormat);
        OtherEstateException.ThrowIfOther(key, note.Estate, estate);
        return keys.DamageNote(note.Object) == key && IsNoted(note.Object)
            ? note
            : throw new MisplacedObjectException(key, $"the note about '{note.Object}'");
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
