using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws;
using Serverless.Ops.Local.Aws.Ec2;
using Serverless.Ops.Local.Aws.Lambda;
using Serverless.Ops.Local.Display;
using Serverless.Ops.Local.Drills.Watching;
using Serverless.Ops.Local.StatesLanguage.Executions;

namespace Serverless.Ops.Local.Drills;

/// <summary>The second half of a drill: runs the deployed <c>drill</c> state machine, which restores from the object store alone.</summary>
internal static class Restoration
{
    private static readonly string[] Functions = ["PlanRestore", "CheckWorkflows", "MeasureDrill"];

    /// <summary>
    /// Loads the state machines without running them. A defect then ends the drill before it has built an estate.
    /// </summary>
    /// <exception cref="StatesLanguage.Definitions.StateMachineLoadException">
    /// A state machine has a defect. The message names file, state and field.
    /// </exception>
    public static async Task CheckAsync(
        DrillFolder folder,
        Checkout checkout,
        DrillOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await using LocalAws aws = await LoadAsync(
            folder,
            checkout,
            options,
            keptSite: folder.Production,
            time,
            view: null,
            cancellationToken
        );
    }

    /// <summary>Runs the state machine to its end. With <see cref="DrillOptions.Keep"/>, restored instances keep running.</summary>
    public static async Task<ExecutionResult> RunAsync(
        DrillFolder folder,
        Checkout checkout,
        DrillOptions options,
        JsonObject input,
        string keptSite,
        TimeProvider time,
        IStepDisplay display,
        CancellationToken cancellationToken
    )
    {
        LocalAws aws = await LoadAsync(folder, checkout, options, keptSite, time, new ExecutionView(display), cancellationToken);
        try
        {
            Execution execution = aws.Start("drill", folder.Id, input);
            ExecutionResult result = await execution.Completion.WaitAsync(cancellationToken);
            aws.KeepsInstances = options.Keep; // Not set earlier: a drill that was stopped keeps nothing.
            return result;
        }
        finally
        {
            await aws.DisposeAsync();
        }
    }

    private static Task<LocalAws> LoadAsync(
        DrillFolder folder,
        Checkout checkout,
        DrillOptions options,
        string keptSite,
        TimeProvider time,
        ExecutionView? view,
        CancellationToken cancellationToken
    )
    {
        string program = checkout.Program(options.Native);
        string store = new Uri(folder.Store).AbsoluteUri;
        return LocalAws.StartAsync(
            new LocalAwsOptions(folder.Aws, checkout.HostScripts, checkout.StateMachines, [.. Functions.Select(Deployed)])
            {
                OnEvent = seen => view?.Observe(seen),
                OnJobLine = line => view?.Observe(line),
            },
            stepFunctionsUrl => new MariaDbInstanceLauncher(
                new InstanceTemplate(
                    folder.Instances,
                    checkout.HostScripts,
                    program,
                    store,
                    folder.Parameters,
                    Production.EstateName,
                    stepFunctionsUrl
                ),
                new RestoredSite(keptSite)
            ),
            time,
            cancellationToken
        );

        LocalFunction Deployed(string name) =>
            new(
                name,
                program,
                [],
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["OPS_STORE"] = store,
                    ["OPS_PARAMETERS"] = new Uri(folder.Parameters).AbsoluteUri,
                    ["OPS_ESTATE"] = Production.EstateName,
                },
                TimeSpan.FromMinutes(5),
                512
            );
    }
}
