using System.Diagnostics;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;

namespace Serverless.Ops.Local.Aws.Lambda;

/// <summary>One process of a function, and the Runtime API server that feeds it. Takes one invocation at a time.</summary>
internal sealed class LambdaSandbox : IAsyncDisposable
{
    // The server accepts bodies above the limit, so that RuntimeApi can answer with ResponseSizeTooLarge.
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

    /// <summary>False when the process cannot take another invocation.</summary>
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
        Process process =
            Process.Start(start)
            ?? throw new InvalidOperationException($"{function.Program} did not start. Next: check that the file is an executable.");
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
            // The process may send its answer and end at once. Wait a moment for the answer.
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

    // A killed process needs a moment to end. Until then HasExited is false, so isKilled marks the sandbox as unusable.
    private string TimedOut(LambdaInvocation invocation)
    {
        isKilled = true;
        process.Kill(entireProcessTree: true);
        return RuntimeApi.ErrorObject(
            "Sandbox.Timedout",
            $"RequestId: {invocation.RequestId} Error: Task timed out after {function.Timeout.TotalSeconds:0.00} seconds"
        );
    }

    // When a signal ends a process, .NET reports the exit code 128 + signal, as a shell does. 137 is SIGKILL.
    private string Exited(LambdaInvocation invocation) =>
        RuntimeApi.ErrorObject(
            "Runtime.ExitError",
            $"RequestId: {invocation.RequestId} Error: Runtime exited with error: "
                + (process.ExitCode == 137 ? "signal: killed" : $"exit status {process.ExitCode}")
        );
}

/// <summary>One invocation of a function.</summary>
internal sealed class LambdaInvocation(string payload, DateTimeOffset deadline)
{
    private readonly TaskCompletionSource<LambdaAnswer> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId { get; } = Guid.NewGuid().ToString();

    public string Payload => payload;

    public DateTimeOffset Deadline => deadline;

    public Task<LambdaAnswer> Answer => completion.Task;

    /// <summary>False when the invocation already has an answer.</summary>
    public bool Complete(LambdaAnswer answer) => completion.TrySetResult(answer);
}

/// <summary>The answer to an invocation.</summary>
/// <param name="IsFunctionError">True when the payload is an error object. Lambda sends <c>FunctionError: Unhandled</c> then.</param>
internal sealed record LambdaAnswer(string Payload, bool IsFunctionError);
