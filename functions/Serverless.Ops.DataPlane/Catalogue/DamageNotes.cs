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
    private readonly StoreKeys keys = new(estate);

    /// <summary>
    /// Does the work. If it fails because an object of a set is damaged, reads the object once more. If it is still damaged, notes that
    /// version of the object before the error goes on.
    /// </summary>
    /// <param name="foundBy">The function that works.</param>
    /// <exception cref="ObjectWholeAfterAllException"/>
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
                if (note.Version == await SecondLook.VersionAsync(store, note.Object, cancellationToken))
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

    // A transient error of the store goes on as it is: the state machine runs the job again, which finds the damage again.
    private async Task NoteAsync(DamagedObjectException found, string foundBy, string runId, CancellationToken cancellationToken)
    {
        try
        {
            SecondLook look = await SecondLook.AtAsync(store, found.ObjectKey, cancellationToken);
            if (!look.IsDamaged)
            {
                throw new ObjectWholeAfterAllException(found);
            }

            var note = new DamageNote(
                DamageNote.CurrentFormat,
                estate,
                found.ObjectKey,
                look.Version,
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
        catch (PermanentException refused) when (refused is not ObjectWholeAfterAllException)
        {
            throw new DamageNotNotedException(found, refused);
        }
    }
}

/// <summary>An object of a set is damaged, and the store did not take the note about that.</summary>
public sealed class DamageNotNotedException(DamagedObjectException found, PermanentException refused)
    : PermanentException(
        $"{found.WhatHappened} The damage could not be noted, so planning does not know of it: {refused.WhatHappened}",
        $"{refused.NextStep.TrimEnd('.')}. Or plan the restore again with another run id, and give the input 'set' "
            + "(statemachines/README.md) to begin with another set. docs/formats/store-layout.md lists the rights of this host.",
        found
    );

/// <summary>A job read an object as damaged, and a second read found it whole. Nothing is noted.</summary>
public sealed class ObjectWholeAfterAllException(DamagedObjectException found)
    : PermanentException(
        $"{found.WhatHappened} A second read of '{found.ObjectKey}' found it whole, so it is not noted as damaged.",
        "start the restore again with another run id, on another host: the memory or the network of this host may be bad.",
        found
    );
