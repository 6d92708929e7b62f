using Serverless.Ops.Local.Aws.Lambda;
using Serverless.Ops.Local.Aws.SystemsManager;
using Serverless.Ops.Local.StatesLanguage.Executions;

namespace Serverless.Ops.Local.Aws;

/// <summary>What one machine's AWS is made of.</summary>
/// <param name="StateFolder">Histories, logs and command records go below it.</param>
/// <param name="HostFolder">The host scripts, <c>infra/host</c> in a clone.</param>
/// <param name="StateMachinesFolder">The <c>*.asl.json</c> files, <c>statemachines</c> in a clone.</param>
/// <param name="Functions">The Lambda functions.</param>
internal sealed record LocalAwsOptions(
    string StateFolder, string HostFolder, string StateMachinesFolder, IReadOnlyList<LocalFunction> Functions)
{
    /// <summary>Told every event of every execution, in order; one at a time an execution, from several threads.</summary>
    public Action<ExecutionEvent> OnEvent { get; init; } = _ => { };

    /// <summary>Told what host jobs write to standard error, as it comes.</summary>
    public Action<JobLine> OnJobLine { get; init; } = _ => { };

    /// <summary>Invocations at a time in all; a fresh AWS account has 10.</summary>
    public int LambdaConcurrency { get; init; } = 10;

    public string RestoreLaunchTemplate { get; init; } = "serverless-ops-restore";

    public string RunJobDocument { get; init; } = "serverless-ops-run-job";
}
