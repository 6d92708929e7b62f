using System.Diagnostics;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;

namespace Serverless.Ops.Local.Aws.Lambda;

/// <summary>One process of a function with the Runtime API that feeds it; takes one invocation at a time.</summary>
internal sealed class LambdaSandbox : IAsyncDisposable
{
    // Larger than what is allowed, so that a response that is too large can be answered as such.
    private const long MaxBodyBytes = 64L << 20;
    private static readonly TimeSpan LastWord = TimeSpan.FromMilliseconds(200);

    private readonly RuntimeApi api;
    private readonly LoopbackServer server;
    private readonly Process process;
    private readonly TimeProvider time;
    private readonly LocalFunction function;
    private readonly Task output;
    private bool isKilled;

    private LambdaSandbox(LocalFunction function, RuntimeApi api, LoopbackServer server, Process process, string log, TimeProvider time)
    {
        (this.function, this.api, this.server, this.process, this.time) = (function, api, server, process, time);
        output = Task.WhenAll(ProcessOutput.CopyAsync(process.StandardOutput, log), ProcessOutput.CopyAsync(process.StandardError, log));
    }

    public int ProcessId => process.Id;

    /// <summary>False when it cannot take another invocation.</summary>
    public bool IsUsable => !isKilled && !process.HasExited && !api.InitError.IsCompleted;

    public static async Task<LambdaSandbox> StartAsync(
        LocalFunction function,
        string log,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var api = new RuntimeApi(LocalArns.Function(function.Name));
        LoopbackServer server = await LoopbackServer.StartAsync(api.HandleAsync, MaxBodyBytes, cancellationToken);
        var start = new ProcessStartInfo(function.Program, function.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        ProcessEnvironment.Set(
            start,
            ProcessEnvironment.DummyCredentials,
            function.Environment,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["AWS_LAMBDA_RUNTIME_API"] = server.Authority,
                ["AWS_LAMBDA_FUNCTION_NAME"] = function.Name,
                ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
                ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = function.MemoryMegabytes.ToString(),
                ["AWS_LAMBDA_LOG_GROUP_NAME"] = $"/aws/lambda/{function.Name}",
                ["AWS_LAMBDA_LOG_STREAM_NAME"] = Path.GetFileNameWithoutExtension(log),
                ["LAMBDA_TASK_ROOT"] = Path.GetDirectoryName(function.Program) ?? "",
                ["_HANDLER"] = function.Name,
            }
        );
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{function.Program} did not start.");
        return new LambdaSandbox(function, api, server, process, log, time);
    }

    public async Task<LambdaAnswer> InvokeAsync(string payload, CancellationToken cancellationToken)
    {
        var invocation = new LambdaInvocation(payload, time.GetUtcNow() + function.Timeout);
        api.Enqueue(invocation);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timeout = Task.Delay(function.Timeout, time, waiting.Token);
        Task exit = process.WaitForExitAsync(waiting.Token);
        Task first = await Task.WhenAny(invocation.Answer, api.InitError, exit, timeout);
        if (first == exit)
        {
            // An answer and the end of the process may arrive together.
            await Task.WhenAny(invocation.Answer, api.InitError, Task.Delay(LastWord, TimeProvider.System, cancellationToken));
        }

        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (invocation.Answer.IsCompleted)
        {
            return await invocation.Answer;
        }

        if (api.InitError.IsCompleted)
        {
            return new LambdaAnswer(await api.InitError, IsFunctionError: true);
        }

        return new LambdaAnswer(first == timeout ? TimedOut(invocation) : Exited(invocation), IsFunctionError: true);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        await output;
        process.Dispose();
        await server.DisposeAsync();
    }

    // A process that is killed is not gone at once: until then it looks as if it could take another invocation.
    private string TimedOut(LambdaInvocation invocation)
    {
        isKilled = true;
        process.Kill(entireProcessTree: true);
        return RuntimeApi.ErrorObject(
            "Sandbox.Timedout",
            $"RequestId: {invocation.RequestId} Error: Task timed out after {function.Timeout.TotalSeconds:0.00} seconds"
        );
    }

    // .NET gives a process that a signal ended the exit code 128 + signal, as a shell does.
    private string Exited(LambdaInvocation invocation) =>
        RuntimeApi.ErrorObject(
            "Runtime.ExitError",
            $"RequestId: {invocation.RequestId} Error: Runtime exited with error: {(process.ExitCode == 137 ? "signal: killed" : $"exit status {process.ExitCode}")}"
        );
}

/// <summary>One invocation on its way through a sandbox.</summary>
internal sealed class LambdaInvocation(string payload, DateTimeOffset deadline)
{
    private readonly TaskCompletionSource<LambdaAnswer> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId { get; } = Guid.NewGuid().ToString();

    public string Payload => payload;

    public DateTimeOffset Deadline => deadline;

    public Task<LambdaAnswer> Answer => completion.Task;

    /// <summary>False when it was answered before.</summary>
    public bool Complete(LambdaAnswer answer) => completion.TrySetResult(answer);
}

/// <summary>What an invocation gave.</summary>
/// <param name="IsFunctionError">True when the payload is an error object, as with <c>FunctionError: Unhandled</c>.</param>
internal sealed record LambdaAnswer(string Payload, bool IsFunctionError);
