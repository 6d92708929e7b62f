using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Ec2;
using Serverless.Ops.Local.Aws.Lambda;
using Serverless.Ops.Local.Aws.StepFunctions;
using Serverless.Ops.Local.Aws.SystemsManager;
using Serverless.Ops.Local.StatesLanguage;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.Local.StatesLanguage.Executions;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.Aws;

/// <summary>
/// AWS on one machine. Loads the deployed state machines and runs them over real processes. Start executions with
/// <see cref="Start"/>. Disposing ends everything that this object started.
/// </summary>
internal sealed class LocalAws : IAsyncDisposable
{
    private readonly CallbackEndpoint callbacks;
    private readonly LocalLambda lambda;
    private readonly LocalSystemsManager systemsManager;
    private readonly StateMachines machines;

    private LocalAws(
        CallbackEndpoint callbacks,
        LocalLambda lambda,
        LocalEc2 ec2,
        LocalSystemsManager systemsManager,
        StateMachines machines
    ) => (this.callbacks, this.lambda, Ec2, this.systemsManager, this.machines) = (callbacks, lambda, ec2, systemsManager, machines);

    public LocalEc2 Ec2 { get; }

    /// <summary>True keeps instances and their sites running after this object is disposed, so that a person can inspect them.</summary>
    public bool KeepsInstances { get; set; }

    /// <param name="launcher">Makes the launcher. Its argument is the value of AWS_ENDPOINT_URL_SFN for the instances.</param>
    public static async Task<LocalAws> StartAsync(
        LocalAwsOptions options,
        Func<string, IInstanceLauncher> launcher,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var tokens = new TaskTokens(time);
        StateMachines? machines = null;
        CallbackEndpoint callbacks = await CallbackEndpoint.StartAsync(
            tokens,
            new ExecutionHistories(arn => machines?.FindExecution(arn)),
            cancellationToken
        );
        var lambda = new LocalLambda(
            [.. options.Functions.Select(function => Reaching(callbacks.Url, function))],
            options.LambdaConcurrency,
            Path.Combine(options.StateFolder, "lambda"),
            time
        );
        var ec2 = new LocalEc2(launcher(callbacks.Url), time);
        RunCommandDocument document = await RunCommandDocument.ReadAsync(
            options.RunJobDocument,
            Path.Combine(options.HostFolder, "run-job.document.json"),
            cancellationToken
        );
        var systemsManager = new LocalSystemsManager(
            ec2,
            document,
            options.HostFolder,
            Path.Combine(options.StateFolder, "commands"),
            time,
            options.OnJobLine
        );
        machines = new StateMachines(options.StateFolder, tokens, time, Random.Shared, options.OnEvent);
        var aws = new LocalAws(callbacks, lambda, ec2, systemsManager, machines);
        try
        {
            TaskResources resources = aws.Resources(options, time);
            Dictionary<string, string> substitutions = Substitutions(options);
            foreach (string file in Directory.EnumerateFiles(options.StateMachinesFolder, "*.asl.json").Order(StringComparer.Ordinal))
            {
                machines.Register(await StateMachineFile.LoadAsync(file, substitutions, resources, cancellationToken));
            }

            return aws;
        }
        catch
        {
            await aws.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts an execution of <c>statemachines/&lt;machine&gt;.asl.json</c> and returns at once. Await its Completion.</summary>
    /// <param name="name">Name of the execution. Each name can be used once for a machine.</param>
    public Execution Start(string machine, string name, JsonObject input) =>
        machines.Start(
            machines.Find(LocalArns.StateMachine(machine))
                ?? throw new ArgumentException(
                    $"There is no state machine {machine}. Next: use the name of a file statemachines/<name>.asl.json.",
                    nameof(machine)
                ),
            name,
            input
        );

    public async ValueTask DisposeAsync()
    {
        await machines.DisposeAsync();
        await systemsManager.DisposeAsync();
        if (!KeepsInstances)
        {
            await Ec2.DisposeAsync();
        }

        await lambda.DisposeAsync();
        await callbacks.DisposeAsync();
    }

    private TaskResources Resources(LocalAwsOptions options, TimeProvider time) =>
        new([
            new TaskResource("arn:aws:states:::lambda:invoke", new InvokeTask(lambda)),
            new TaskResource("arn:aws:states:::states:startExecution.sync:2", new StartExecutionTask(() => machines)),
            new TaskResource("arn:aws:states:::aws-sdk:ssm:sendCommand.waitForTaskToken", new SendCommandTask(systemsManager, time)),
            new TaskResource("arn:aws:states:::aws-sdk:ssm:describeInstanceInformation", new DescribeInstanceInformationTask(Ec2, time)),
            new TaskResource("arn:aws:states:::aws-sdk:ec2:runInstances", new RunInstancesTask(Ec2, options.RestoreLaunchTemplate)),
            new TaskResource("arn:aws:states:::aws-sdk:ec2:describeInstances", new DescribeInstancesTask(Ec2)),
            new TaskResource("arn:aws:states:::aws-sdk:ec2:terminateInstances", new TerminateInstancesTask(Ec2)),
        ]);

    private static LocalFunction Reaching(string stepFunctionsUrl, LocalFunction function) =>
        function with
        {
            Environment = new Dictionary<string, string>(function.Environment, StringComparer.Ordinal)
            {
                ["AWS_ENDPOINT_URL_SFN"] = stepFunctionsUrl,
            },
        };

    // In a deployment the CDK app gives the same names as DefinitionSubstitutions.
    private static Dictionary<string, string> Substitutions(LocalAwsOptions options)
    {
        var substitutions = options.Functions.ToDictionary(
            function => function.Name,
            function => LocalArns.Function(function.Name),
            StringComparer.Ordinal
        );
        substitutions["RestoreLaunchTemplate"] = options.RestoreLaunchTemplate;
        substitutions["RunJobDocument"] = options.RunJobDocument;
        substitutions["RestoreStateMachineArn"] = LocalArns.StateMachine("restore");
        return substitutions;
    }
}

/// <summary>The settings of <see cref="LocalAws"/>.</summary>
/// <param name="StateFolder">Folder for histories, logs and command records.</param>
/// <param name="HostFolder">Folder of the host scripts: <c>infra/host</c> in a clone.</param>
/// <param name="StateMachinesFolder">Folder of the <c>*.asl.json</c> files: <c>statemachines</c> in a clone.</param>
/// <param name="Functions">The Lambda functions.</param>
internal sealed record LocalAwsOptions(
    string StateFolder,
    string HostFolder,
    string StateMachinesFolder,
    IReadOnlyList<LocalFunction> Functions
)
{
    /// <summary>
    /// Receives every event of every execution. The events of one execution come in order and one at a time. Different
    /// executions call from different threads.
    /// </summary>
    public Action<ExecutionEvent> OnEvent { get; init; } = _ => { };

    /// <summary>Receives each line that a host job writes to standard error, as soon as the job writes the line.</summary>
    public Action<JobLine> OnJobLine { get; init; } = _ => { };

    /// <summary>Most Lambda invocations at a time, over all functions. A fresh AWS account has 10.</summary>
    public int LambdaConcurrency { get; init; } = 10;

    public string RestoreLaunchTemplate { get; init; } = "serverless-ops-restore";

    public string RunJobDocument { get; init; } = "serverless-ops-run-job";
}
