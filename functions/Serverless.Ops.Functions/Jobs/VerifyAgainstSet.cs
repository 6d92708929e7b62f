using System.ComponentModel;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks for a comparison of the restored server with a later set that was taken at the same place of the log.</summary>
public sealed record VerifyAgainstSetRequest
{
    public required string RunId { get; init; }

    [Description("key of the plan that was replayed; its end must be the coordinates of the set")]
    public required string PlanKey { get; init; }

    [Description("id of the database set to compare with; not the set that was imported")]
    public required string SetId { get; init; }
}

/// <summary>The comparison found no difference. If it finds one, the job fails with a SetMismatchException instead.</summary>
public sealed record VerifyAgainstSetResult
{
    // A state's output is bounded. The report lists every warning.
    private const int NamedAtMost = 100;

    /// <summary>The set that was imported.</summary>
    public required string RestoredFrom { get; init; }

    /// <summary>The set that the server was compared with.</summary>
    public required string SetId { get; init; }

    /// <summary>Key of the report, which has the verdict of each table. If the store did not take it, a warning says so.</summary>
    public required string ReportKey { get; init; }
    public required int Tables { get; init; }
    public required int Objects { get; init; }
    public required long Rows { get; init; }
    public required double Seconds { get; init; }

    /// <summary>Differences that do not make the restore bad, each with its table.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    internal static VerifyAgainstSetResult Of(string estate, SetReport report) =>
        new()
        {
            RestoredFrom = report.RestoredFrom,
            SetId = report.SetId,
            ReportKey = new StoreKeys(estate).Restore(report.RunId, SetVerification.ReportName),
            Tables = report.Tables.Count,
            Objects = report.ObjectsCompared,
            Rows = report.Rows,
            Seconds = report.Seconds,
            Warnings = [.. report.Warnings.Take(NamedAtMost)],
        };
}

/// <summary>Host job: proves the whole chain of dump, shipping, import and replay by a set that was taken later.</summary>
internal sealed class VerifyAgainstSetHandler(
    ProgramSettings settings,
    DatabaseAccounts accounts,
    IObjectStore store,
    ReplayOptions options,
    TimeProvider time,
    IProgressSink progress
)
{
    [LambdaFunction]
    public Task<VerifyAgainstSetResult> VerifyAgainstSet(VerifyAgainstSetRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token =>
            {
                RestorePlan plan = await new PlanStore(store, settings.Estate, time).ReadAsync(request.PlanKey, token);
                var verification = new SetVerification(
                    store,
                    settings.Database,
                    await accounts.GetAsync("target", token),
                    options,
                    progress
                );
                return VerifyAgainstSetResult.Of(
                    settings.Estate,
                    await verification.VerifyAsync(plan, request.PlanKey, request.RunId, request.SetId, token)
                );
            }
        );
}
