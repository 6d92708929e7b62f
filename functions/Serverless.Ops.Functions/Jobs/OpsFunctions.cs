using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Handlers;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions;

/// <summary>Every function of the suite, in the order in which <c>opsjob --help</c> lists them.</summary>
internal static class OpsFunctions
{
    public static IReadOnlyList<OpsFunction> All { get; } =
    [
        OpsFunction.Of<DescribeRuntimeRequest, DescribeRuntimeResult>(
            "DescribeRuntime",
            "says what this program is, where it runs, and whether it reaches its store",
            [.. Setting.OfStore.Select(setting => setting with { Unless = setting.Unless ?? "no store is looked for" })],
            () => new DescribeRuntimeHandler_DescribeRuntime_Generated().DescribeRuntime),
        OpsFunction.Of<PointSiteRequest, PointSiteResult>(
            "PointSite",
            "puts this host's site on the restored database, closed to people",
            [Setting.SiteFolder, .. Setting.OfDatabase],
            () => new PointSiteHandler_PointSite_Generated().PointSite),
        OpsFunction.Of<CheckWorkflowsRequest, CheckWorkflowsResult>(
            "CheckWorkflows",
            "tries the critical workflows on the restored site",
            [.. Setting.OfStore, Setting.Parameters, Setting.Estate],
            () => new CheckWorkflowsHandler_CheckWorkflows_Generated().CheckWorkflows),
        OpsFunction.Of<ProveDrillRequest, ProveDrillResult>(
            "ProveDrill",
            "holds the clients' journal against the restored rows",
            Setting.OfTransfer,
            () => new ProveDrillHandler_ProveDrill_Generated().ProveDrill),
        OpsFunction.Of<MeasureDrillRequest, MeasureDrillResult>(
            "MeasureDrill",
            "judges a drill and stores its evidence and page",
            Setting.OfStore,
            () => new MeasureDrillHandler_MeasureDrill_Generated().MeasureDrill),
        OpsFunction.Of<BackUpDatabaseRequest, BackUpDatabaseResult>(
            "BackUpDatabase",
            "backs up the whole database of this host into a new set",
            Setting.OfTransfer,
            () => new BackUpDatabaseHandler_BackUpDatabase_Generated().BackUpDatabase),
        OpsFunction.Of<ImportDatabaseRequest, ImportDatabaseResult>(
            "ImportDatabase",
            "brings a plan's database set into the fresh server of this host",
            Setting.OfTransfer,
            () => new ImportDatabaseHandler_ImportDatabase_Generated().ImportDatabase),
        OpsFunction.Of<VerifyImportRequest, VerifyImportResult>(
            "VerifyImport",
            "compares this server with the manifest that was imported",
            Setting.OfTransfer,
            () => new VerifyImportHandler_VerifyImport_Generated().VerifyImport),
        OpsFunction.Of<ShipBinlogsRequest, ShipBinlogsResult>(
            "ShipBinlogs",
            "brings the source's binary logs into the store, from where the catalogue ends",
            [.. Setting.OfTransfer, Setting.ShipperServerId],
            () => new ShipBinlogsHandler_ShipBinlogs_Generated().ShipBinlogs),
        OpsFunction.Of<PlanRestoreRequest, PlanRestoreResult>(
            "PlanRestore",
            "decides what a restore to a second uses, and writes the plan",
            [.. Setting.OfStore, Setting.Estate],
            () => new PlanRestoreHandler_PlanRestore_Generated().PlanRestore),
        OpsFunction.Of<ReplayBinlogsRequest, ReplayBinlogsResult>(
            "ReplayBinlogs",
            "replays a plan's log onto this host's database; goes on where an earlier try ended",
            Setting.OfTransfer,
            () => new ReplayBinlogsHandler_ReplayBinlogs_Generated().ReplayBinlogs),
        OpsFunction.Of<VerifyReplayRequest, VerifyReplayResult>(
            "VerifyReplay",
            "asserts that the database stands exactly where the plan ends",
            Setting.OfTransfer,
            () => new VerifyReplayHandler_VerifyReplay_Generated().VerifyReplay),
    ];

    public static OpsFunction? Find(string name) =>
        All.FirstOrDefault(function => string.Equals(function.Name, name, StringComparison.Ordinal));
}
