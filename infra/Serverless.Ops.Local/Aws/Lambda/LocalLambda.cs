using System.Collections.Concurrent;
using System.Text;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;

namespace Serverless.Ops.Local.Aws.Lambda;

/// <summary>
/// Lambda on this machine. Each function runs as a process of the real program, which stays warm for the next invocation.
/// An invocation above the account's concurrency fails at once with TooManyRequestsException.
/// </summary>
/// <param name="concurrency">Most invocations at a time, over all functions.</param>
/// <param name="folder">Each process writes its log to <c>&lt;function&gt;-&lt;n&gt;.log</c> in this folder.</param>
internal sealed class LocalLambda(IEnumerable<LocalFunction> functions, int concurrency, string folder, TimeProvider time)
    : IAsyncDisposable
{
    private readonly Dictionary<string, LocalFunction> functions = functions.ToDictionary(
        function => function.Name,
        StringComparer.Ordinal
    );
    private readonly ConcurrentDictionary<string, ConcurrentBag<LambdaSandbox>> warm = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim places = new(concurrency, concurrency);
    private int started;

    /// <summary>Throws <see cref="StateErrorException"/> when Lambda itself refuses the call. A function's error is an answer.</summary>
    /// <param name="functionName">Name or ARN of the function.</param>
    public async Task<LambdaAnswer> InvokeAsync(string functionName, string payload, CancellationToken cancellationToken)
    {
        string name = functionName[(functionName.LastIndexOf(':') + 1)..];
        if (!functions.TryGetValue(name, out LocalFunction? function))
        {
            throw SdkParameters.ServiceError(
                "Lambda.ResourceNotFoundException",
                $"Function not found: {LocalArns.Function(name)}",
                "Lambda",
                404
            );
        }

        if (Encoding.UTF8.GetByteCount(payload) > LambdaLimits.PayloadBytes)
        {
            throw SdkParameters.ServiceError(
                "Lambda.RequestTooLargeException",
                $"Request must be smaller than {LambdaLimits.PayloadBytes} bytes for the InvokeFunction operation",
                "Lambda",
                413
            );
        }

        if (!await places.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            throw SdkParameters.ServiceError("Lambda.TooManyRequestsException", "Rate Exceeded.", "Lambda", 429);
        }

        try
        {
            return await InSandboxAsync(function, payload, cancellationToken);
        }
        finally
        {
            places.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (LambdaSandbox sandbox in warm.Values.SelectMany(bag => bag))
        {
            await sandbox.DisposeAsync();
        }

        places.Dispose();
    }

    private async Task<LambdaAnswer> InSandboxAsync(LocalFunction function, string payload, CancellationToken cancellationToken)
    {
        ConcurrentBag<LambdaSandbox> bag = warm.GetOrAdd(function.Name, _ => []);
        LambdaSandbox sandbox =
            bag.TryTake(out LambdaSandbox? kept) && kept.IsUsable ? kept : await StartAsync(function, kept, cancellationToken);
        bool isDone = false;
        try
        {
            LambdaAnswer answer = await sandbox.InvokeAsync(payload, cancellationToken);
            isDone = sandbox.IsUsable;
            return answer;
        }
        finally
        {
            if (isDone)
            {
                bag.Add(sandbox);
            }
            else
            {
                await sandbox.DisposeAsync();
            }
        }
    }

    private async Task<LambdaSandbox> StartAsync(LocalFunction function, LambdaSandbox? dead, CancellationToken cancellationToken)
    {
        if (dead is not null)
        {
            await dead.DisposeAsync();
        }

        if (function.Timeout > LambdaLimits.Timeout)
        {
            throw new InvalidOperationException(
                $"The function {function.Name} has a timeout of {function.Timeout}, but Lambda allows at most {LambdaLimits.Timeout}. "
                    + "Next: lower the function's timeout."
            );
        }

        Directory.CreateDirectory(folder);
        string log = Path.Combine(folder, $"{function.Name}-{Interlocked.Increment(ref started)}.log");
        return await LambdaSandbox.StartAsync(function, log, time, cancellationToken);
    }
}

/// <summary>A function with its deployment settings.</summary>
/// <param name="Name">Name of the function, and value of <c>_HANDLER</c>.</param>
/// <param name="Program">Path of the executable that speaks the Runtime API.</param>
/// <param name="Timeout">Limit of one invocation: at most 900 s.</param>
internal sealed record LocalFunction(
    string Name,
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    TimeSpan Timeout,
    int MemoryMegabytes
);
