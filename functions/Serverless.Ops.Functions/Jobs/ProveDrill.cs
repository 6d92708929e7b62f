using System.ComponentModel;
using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.Drills;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks for a comparison of the clients' journal with the restored rows.</summary>
public sealed record ProveDrillRequest
{
    [Description("the drill's id, which is the restore's run id")]
    public required string RunId { get; init; }

    [Description("key of the restore plan")]
    public required string PlanKey { get; init; }

    [Description("key of the journal (JSON Lines)")]
    public required string JournalKey { get; init; }
}

/// <summary>The journal proves the restore. If it does not, the function fails instead.</summary>
public sealed record ProveDrillResult
{
    public required string ProofKey { get; init; }

    /// <summary>Client transactions that were acknowledged before T. Each was restored whole.</summary>
    public required long Restored { get; init; }

    /// <summary>Client transactions that were sent at or after T. None was restored.</summary>
    public required long LeftOut { get; init; }

    /// <summary>Client transactions that were in flight at T. Each was restored whole or not at all.</summary>
    public required long InFlight { get; init; }

    internal static ProveDrillResult Of(string key, JournalProofReport report) =>
        new()
        {
            ProofKey = key,
            Restored = report.AcknowledgedBefore.Whole,
            LeftOut = report.SentAfter.Absent,
            InFlight = report.InFlight.Whole + report.InFlight.Absent,
        };
}

/// <summary>Host job: compares the clients' journal with the restored rows, while only the replay has written to them.</summary>
internal sealed class ProveDrillHandler(
    ProgramSettings settings,
    IObjectStore store,
    DatabaseAccounts accounts,
    TimeProvider time,
    IProgressSink progress
)
{
    [LambdaFunction]
    public Task<ProveDrillResult> ProveDrill(ProveDrillRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token =>
            {
                RestorePlan plan = await new PlanStore(store, settings.Estate, time).ReadAsync(request.PlanKey, token);
                MariaDbAccount account = await accounts.GetAsync("target", token);
                (string key, JournalProofReport report) = await new DrillProving(store, settings.Database, account, progress).ProveAsync(
                    request.RunId,
                    plan,
                    request.JournalKey,
                    token
                );
                return ProveDrillResult.Of(key, report);
            }
        );
}
