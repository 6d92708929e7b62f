using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Planning;

/// <summary>Makes and reads the restore plans of an estate. The first plan of a run stays, so a retry uses the same plan.</summary>
public sealed class PlanStore(IObjectStore store, string estate, TimeProvider time)
{
    /// <summary>Default time between two runs of the binlog job. The error for a target that is too new names the next run.</summary>
    public static readonly TimeSpan ShipInterval = TimeSpan.FromMinutes(15);

    /// <summary>Makes a plan and stores it. If the run already has a plan for this target and set, returns that plan.</summary>
    /// <param name="set">The set to begin with; null lets the planner choose.</param>
    /// <returns>The plan and its key.</returns>
    /// <exception cref="InvalidInputException">The run already has a plan for another target or set.</exception>
    /// <exception cref="OtherEstateException"/>
    /// <exception cref="MisplacedObjectException"/>
    public async Task<(string Key, RestorePlan Plan)> MakeAsync(
        string runId,
        RestoreTarget target,
        SetChoice? set,
        CancellationToken cancellationToken
    )
    {
        string key = new StoreKeys(estate).Plan(runId);
        if (await FindAsync(key, target, set, cancellationToken) is { } made)
        {
            return (key, made);
        }

        var damage = new DamageNotes(store, estate, time);
        BackupCatalogue catalogue = await damage.AddToAsync(
            await new CatalogueReader(store).ReadAsync(cancellationToken),
            cancellationToken
        );
        var request = new RestoreRequest(runId, estate, target, ShipInterval) { Set = set };
        if (RestorePlanner.Search(catalogue, request) is { } search)
        {
            FoundPlace found = await damage.WatchAsync(
                "PlanRestore",
                runId,
                () => new PlaceReader(store).FindAsync(search, cancellationToken),
                cancellationToken
            );
            request = request with { Found = found };
        }

        RestorePlan plan = RestorePlanner.Plan(catalogue, request, time.GetUtcNow());
        try
        {
            await store.PutJsonAsync(key, plan, PlanJson.Default.RestorePlan, WriteCondition.IfAbsent, cancellationToken);
            return (key, plan);
        }
        catch (WriteConflictException)
        {
            // Two calls of the same run overlapped. The plan of the first call is the plan of the run.
            return (key, await FindAsync(key, target, set, cancellationToken) ?? plan);
        }
    }

    /// <summary>Reads a plan by its key.</summary>
    /// <exception cref="OtherEstateException"/>
    /// <exception cref="MisplacedObjectException"/>
    /// <exception cref="PlanUnreadableException"/>
    public async Task<RestorePlan> ReadAsync(string key, CancellationToken cancellationToken) =>
        Own(key, await ReadableAsync(key, () => store.ReadJsonAsync(key, PlanJson.Default.RestorePlan, cancellationToken)));

    /// <summary>Returns the plan if it is the plan of this key and of this estate.</summary>
    /// <exception cref="OtherEstateException"/>
    /// <exception cref="MisplacedObjectException"/>
    public RestorePlan Own(string key, RestorePlan plan)
    {
        OtherEstateException.ThrowIfOther(key, plan.Estate, estate);
        UnknownFormatException.ThrowIfOther(key, plan.Format, RestorePlan.CurrentFormat);
        string ownKey = new StoreKeys(estate).Plan(plan.RunId);
        return key == ownKey ? plan : throw new MisplacedObjectException(key, $"the plan of run '{plan.RunId}'", ownKey);
    }

    private async Task<RestorePlan?> FindAsync(string key, RestoreTarget target, SetChoice? set, CancellationToken cancellationToken)
    {
        StoredJson<RestorePlan>? found = await ReadableAsync(
            key,
            () => store.FindJsonAsync(key, PlanJson.Default.RestorePlan, cancellationToken)
        );
        if (found?.Value is not { } made)
        {
            return null;
        }

        return Own(key, made).Asked == target.ToString() && made.AskedSet == set?.ToString()
            ? made
            : throw new InvalidInputException(
                $"The run of '{key}' already has a plan for {Text(made.Asked, made.AskedSet)}, "
                    + $"but the request is for {Text(target.ToString(), set?.ToString())}.",
                "start the restore with another run id."
            );
    }

    private static async Task<T> ReadableAsync<T>(string key, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (OpsException failure)
            when (failure is UnreadableJsonException or StoreDamagedException or ShortReadException or ObjectTooLargeException)
        {
            throw new PlanUnreadableException(key, failure);
        }
    }

    private static string Text(string target, string? set) => set is null ? target : $"{target} with set {set}";
}

/// <summary>A plan in the store cannot be read: it is empty, damaged or no plan.</summary>
public sealed class PlanUnreadableException(string key, OpsException cause)
    : PermanentException(
        $"The restore plan '{key}' cannot be read: {cause.WhatHappened}",
        "start the restore again with another run id, onto a fresh instance if the import or replay of this run has begun. "
            + "Planning needs nothing of the damaged plan.",
        cause
    );
