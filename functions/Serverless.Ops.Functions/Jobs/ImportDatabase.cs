using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Import.Load;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks for an import of the plan's database set into the fresh server of this host.</summary>
public sealed record ImportDatabaseRequest
{
    public required string RunId { get; init; }
    public required string PlanKey { get; init; }
}

/// <summary>What an import loaded, and how fast.</summary>
public sealed record ImportDatabaseResult
{
    public required string SetId { get; init; }
    public required int Tables { get; init; }
    public required long Rows { get; init; }
    public required long TextBytes { get; init; }
    public required long StoredBytes { get; init; }
    public required double Seconds { get; init; }
    public required double MegabytesPerSecond { get; init; }
    public required IReadOnlyList<ImportPart> Parts { get; init; }

    /// <summary>Work for a person before the server serves production, one sentence each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    internal static ImportDatabaseResult Of(ImportResult result) =>
        new()
        {
            SetId = result.SetId,
            Tables = result.Tables,
            Rows = result.Rows,
            TextBytes = result.TextBytes,
            StoredBytes = result.StoredBytes,
            Seconds = result.Seconds,
            MegabytesPerSecond = result.MegabytesPerSecond,
            Parts = result.Parts,
            Warnings = result.Warnings ?? [],
        };
}

/// <summary>Host job: loads the plan's database set into the fresh server of the host.</summary>
internal sealed class ImportDatabaseHandler(
    ProgramSettings settings,
    DatabaseAccounts accounts,
    IObjectStore store,
    TimeProvider time,
    IProgressSink progress
)
{
    [LambdaFunction]
    public Task<ImportDatabaseResult> ImportDatabase(ImportDatabaseRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token =>
            {
                RestorePlan plan = await new PlanStore(store, settings.Estate, time).ReadAsync(request.PlanKey, token);
                var import = new DatabaseImport(store, progress, new ImportOptions());
                var asked = new ImportRequest(request.RunId, plan.Set, settings.Database, await accounts.GetAsync("target", token));
                ImportResult result = await new DamageNotes(store, settings.Estate, time).WatchAsync(
                    nameof(ImportDatabase),
                    request.RunId,
                    () => import.RunAsync(asked, token),
                    token
                );
                return ImportDatabaseResult.Of(result);
            }
        );
}
