using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Restore;
using Serverless.Ops.Domain.Storage;

namespace Serverless.Ops.DataPlane.Catalogues;

/// <summary>Plans in the store. The first plan of a run stays: a state machine that tries again goes on with the same one.</summary>
public sealed class PlanStore(IObjectStore store, TimeProvider time)
{
    /// <summary>How often logs are shipped by default; a plan that asks for too new a second names the next time.</summary>
    public static readonly TimeSpan ShipInterval = TimeSpan.FromMinutes(15);

    /// <summary>Plans, and writes the plan; or returns the one that this run made before.</summary>
    public async Task<(string Key, RestorePlan Plan)> MakeAsync(
        string runId, string estate, RestoreTarget target, CancellationToken cancellationToken)
    {
        string key = StoreKeys.Plan(runId);
        if (await store.FindJsonAsync(key, FormatsJson.Default.RestorePlan, cancellationToken) is { } made && made.Value.Asked == target.ToString())
        {
            return (key, made.Value);
        }

        BackupCatalogue catalogue = await new CatalogueReader(store).ReadAsync(cancellationToken);
        RestorePlan plan = RestorePlanner.Plan(catalogue, new RestoreRequest(runId, estate, target, ShipInterval), time.GetUtcNow());
        await store.PutJsonAsync(key, plan, FormatsJson.Default.RestorePlan, WriteCondition.IfAbsent, cancellationToken);
        return (key, plan);
    }

    public Task<RestorePlan> ReadAsync(string key, CancellationToken cancellationToken) =>
        store.ReadJsonAsync(key, FormatsJson.Default.RestorePlan, cancellationToken);
}
