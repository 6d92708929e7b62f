using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.Functions.Program.Lambda;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Every function of the suite, in the order in which <c>opsjob --help</c> lists them.</summary>
internal static class OpsFunctions
{
    public static IReadOnlyList<OpsFunction> All { get; } =
    [
        Function<DescribeRuntimeRequest, DescribeRuntimeResult>(
            "DescribeRuntime",
            "shows the program's version, where it runs, and whether it reaches its store",
            [.. Setting.OfStore.Select(setting => setting with { Default = setting.Default ?? "the function contacts no store" })],
            () => new DescribeRuntimeHandler_DescribeRuntime_Generated().DescribeRuntime
        ),
        Function<PointSiteRequest, PointSiteResult>(
            "PointSite",
            "points this host's site at the restored database and keeps the site closed",
            [Setting.SiteFolder, .. Setting.OfDatabase],
            () => new PointSiteHandler_PointSite_Generated().PointSite
        ),
        Function<CheckWorkflowsRequest, CheckWorkflowsResult>(
            "CheckWorkflows",
            "tries the critical workflows on the restored site",
            [.. Setting.OfStore, Setting.Parameters, Setting.Estate],
            () => new CheckWorkflowsHandler_CheckWorkflows_Generated().CheckWorkflows
        ),
        Function<ProveDrillRequest, ProveDrillResult>(
            "ProveDrill",
            "compares the clients' journal with the restored rows",
            Setting.OfTransfer,
            () => new ProveDrillHandler_ProveDrill_Generated().ProveDrill
        ),
        Function<MeasureDrillRequest, MeasureDrillResult>(
            "MeasureDrill",
            "judges a drill and stores its evidence and page",
            [.. Setting.OfStore, Setting.Estate],
            () => new MeasureDrillHandler_MeasureDrill_Generated().MeasureDrill
        ),
        Function<BackUpDatabaseRequest, BackUpDatabaseResult>(
            "BackUpDatabase",
            "backs up the whole database of this host into a new set",
            Setting.OfTransfer,
            () => new BackUpDatabaseHandler_BackUpDatabase_Generated().BackUpDatabase
        ),
        Function<CheckBinlogsRequest, CheckBinlogsResult>(
            "CheckBinlogs",
            "reads the plan's log before the import, and refuses what the replay would refuse",
            Setting.OfTransfer,
            () => new CheckBinlogsHandler_CheckBinlogs_Generated().CheckBinlogs
        ),
        Function<ImportDatabaseRequest, ImportDatabaseResult>(
            "ImportDatabase",
            "loads the plan's database set into the fresh server of this host",
            Setting.OfTransfer,
            () => new ImportDatabaseHandler_ImportDatabase_Generated().ImportDatabase
        ),
        Function<VerifyImportRequest, VerifyImportResult>(
            "VerifyImport",
            "compares every table of this host's server with the manifest of the imported set",
            Setting.OfTransfer,
            () => new VerifyImportHandler_VerifyImport_Generated().VerifyImport
        ),
        Function<ShipBinlogsRequest, ShipReport>(
            "ShipBinlogs",
            "ships the source's binary logs to the store, from the place where the catalogue ends",
            [.. Setting.OfTransfer, Setting.ShipperServerId],
            () => new ShipBinlogsHandler_ShipBinlogs_Generated().ShipBinlogs
        ),
        Function<PlanRestoreRequest, PlanRestoreResult>(
            "PlanRestore",
            "chooses the set and the segments for a restore target, and stores the restore plan",
            [.. Setting.OfStore, Setting.Estate],
            () => new PlanRestoreHandler_PlanRestore_Generated().PlanRestore
        ),
        Function<ReplayBinlogsRequest, ReplayBinlogsResult>(
            "ReplayBinlogs",
            "replays the plan's log onto this host's database, and resumes an earlier try",
            Setting.OfTransfer,
            () => new ReplayBinlogsHandler_ReplayBinlogs_Generated().ReplayBinlogs
        ),
        Function<VerifyReplayRequest, VerifyReplayResult>(
            "VerifyReplay",
            "checks that the replay ended exactly where the plan ends",
            Setting.OfTransfer,
            () => new VerifyReplayHandler_VerifyReplay_Generated().VerifyReplay
        ),
        Function<VerifyAgainstSetRequest, VerifyAgainstSetResult>(
            "VerifyAgainstSet",
            "compares this host's restored server with a later set that was taken where the replay ended",
            Setting.OfTransfer,
            () => new VerifyAgainstSetHandler_VerifyAgainstSet_Generated().VerifyAgainstSet
        ),
    ];

    private static OpsFunction<TInput, TOutput> Function<TInput, TOutput>(
        string name,
        string help,
        IReadOnlyList<Setting> reads,
        Func<Func<TInput, ILambdaContext, Task<TOutput>>> start
    ) => new(name, help, reads, new JobsSerializer(), JobsSerializer.FieldsOf<TInput>, start);
}
