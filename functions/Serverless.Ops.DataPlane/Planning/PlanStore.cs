using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Planning;

/// <summary>Plans in the store. The first plan of a run stays: a state machine that tries again goes on with the same one.</summary>
public sealed class PlanStore(IObjectStore store, TimeProvider time)
{
    /// <summary>How often logs are shipped by default; a plan that asks for too new a second names the next time.</summary>
    public static readonly TimeSpan ShipInterval = TimeSpan.FromMinutes(15);

    /// <summary>Plans, and writes the plan; or returns the one that this run made before.</summary>
    public async Task<(string Key, RestorePlan Plan)> MakeAsync(
        string runId,
        string estate,
        RestoreTarget target,
        CancellationToken cancellationToken
    )
    {
        string key = StoreKeys.Plan(runId);
        if (await FindAsync(key, target, cancellationToken) is { } made)
        {
            return (key, made);
        }

        BackupCatalogue catalogue = await new CatalogueReader(store).ReadAsync(cancellationToken);
        var request = new RestoreRequest(runId, estate, target, ShipInterval);
        if (RestorePlanner.Search(catalogue, request) is { } search)
        {
            request = request with { Found = await new PlaceFinder(store).FindAsync(search, cancellationToken) };
        }

        RestorePlan plan = RestorePlanner.Plan(catalogue, request, time.GetUtcNow());
        try
        {
            await store.PutJsonAsync(key, plan, PlanJson.Default.RestorePlan, WriteCondition.IfAbsent, cancellationToken);
            return (key, plan);
        }
        catch (WriteConflictException)
        {
            // Two calls of the same run at once: the first one's plan is the run's.
            return (key, await FindAsync(key, target, cancellationToken) ?? plan);
        }
    }

    public Task<RestorePlan> ReadAsync(string key, CancellationToken cancellationToken) =>
        store.ReadJsonAsync(key, PlanJson.Default.RestorePlan, cancellationToken);

    private async Task<RestorePlan?> FindAsync(string key, RestoreTarget target, CancellationToken cancellationToken) =>
        await store.FindJsonAsync(key, PlanJson.Default.RestorePlan, cancellationToken) is not { } made ? null
        : made.Value.Asked == target.ToString() ? made.Value
        : throw new InvalidInputException(
            $"The run of '{key}' has a plan for {made.Value.Asked} already, and was now asked for {target}.",
            "start the restore under another run id."
        );
}
