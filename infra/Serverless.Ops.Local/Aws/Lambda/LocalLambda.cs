using System.Collections.Concurrent;
using System.Text;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;

namespace Serverless.Ops.Local.Aws.Lambda;

/// <summary>
/// Lambda on this machine: each function a process of the real program, kept warm for the next invocation; as many at a
/// time as the account's concurrency allows, and TooManyRequestsException above it, at once.
/// </summary>
/// <param name="folder">Logs go to <c>&lt;function&gt;-&lt;n&gt;.log</c> below it.</param>
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

    /// <summary>Throws <see cref="StateErrorException"/> for what Lambda itself refuses; a function's error is an answer.</summary>
    /// <param name="functionName">Name or ARN.</param>
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
                $"{function.Name} has a timeout of {function.Timeout}; Lambda's limit is {LambdaLimits.Timeout}."
            );
        }

        Directory.CreateDirectory(folder);
        string log = Path.Combine(folder, $"{function.Name}-{Interlocked.Increment(ref started)}.log");
        return await LambdaSandbox.StartAsync(function, log, time, cancellationToken);
    }
}

/// <summary>A function as it would be deployed.</summary>
/// <param name="Name">Also what <c>_HANDLER</c> says.</param>
/// <param name="Program">Executable that speaks the Runtime API.</param>
/// <param name="Timeout">At most 900 s.</param>
internal sealed record LocalFunction(
    string Name,
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    TimeSpan Timeout,
    int MemoryMegabytes
);

/// <summary>https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html.</summary>
internal static class LambdaLimits
{
    /// <summary>6 MB and a little, of a request and of a response.</summary>
    public const int PayloadBytes = 6_291_556;

    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(900);
}
