using System.Diagnostics;
using System.Text;
using Serverless.Ops.Local.Drills.Stopping;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Drills;

/// <summary>The local program as people run it: a process in its own process group, as in a terminal.</summary>
internal sealed class LocalProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly Process process;
    private readonly string folder;
    private readonly StringBuilder written = new();
    private readonly Task[] copies;

    private LocalProgram(Process process, string folder)
    {
        (this.process, this.folder) = (process, folder);
        copies = [CopyAsync(process.StandardOutput), CopyAsync(process.StandardError)];
    }

    /// <summary>The id of the program itself, since <c>setsid</c> replaces itself by the program.</summary>
    public int ProcessId => process.Id;

    /// <summary>The text on standard output and standard error so far.</summary>
    public string Output
    {
        get
        {
            lock (written)
            {
                return written.ToString();
            }
        }
    }

    /// <param name="folder">The value of <c>--folder</c>. Disposing ends every process that still runs below this folder.</param>
    /// <param name="arguments">All other arguments.</param>
    public static LocalProgram Start(string folder, params string[] arguments) => Start(folder, pathBefore: null, arguments);

    /// <param name="folder">The value of <c>--folder</c>. Disposing ends every process that still runs below this folder.</param>
    /// <param name="pathBefore">A folder that comes first in PATH, before the system's programs.</param>
    /// <param name="arguments">All other arguments.</param>
    public static LocalProgram Start(string folder, string? pathBefore, string[] arguments)
    {
        string build = Path.GetRelativePath(Repository.PathOf("tests", "Serverless.Ops.Local.Tests"), AppContext.BaseDirectory);
        string program = Repository.PathOf("infra", "Serverless.Ops.Local", build, "Serverless.Ops.Local");
        // A shell ignores SIGINT for background programs, and child processes inherit that. So SIGINT is set back to its default.
        var start = new ProcessStartInfo("setsid", ["env", "--default-signal=INT", program, .. arguments, "--folder", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (pathBefore is not null)
        {
            start.Environment["PATH"] = $"{pathBefore}:{start.Environment["PATH"]}";
        }

        return new(Process.Start(start) ?? throw new InvalidOperationException("setsid did not start."), folder);
    }

    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        await using LocalProgram program = Start(folder, arguments);
        return (await program.ExitAsync(), program.Output);
    }

    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await Task.WhenAll(copies).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    /// <param name="condition">Gets the text of both streams so far.</param>
    public async Task UntilAsync(Predicate<string> condition)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition(Output))
        {
            (process.HasExited || Stopwatch.GetElapsedTime(began) > Patience).ShouldBeFalse(
                $"The condition did not become true. Output:\n{Output}"
            );
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <param name="signal">The signal's name as kill takes it, such as TERM.</param>
    /// <param name="toGroup">True sends the signal to every process of the group, as Ctrl-C in a terminal does.</param>
    public async Task SignalAsync(string signal, bool toGroup)
    {
        using var kill = Process.Start("kill", [$"-{signal}", "--", toGroup ? $"-{process.Id}" : $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        kill.ExitCode.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            await LeftoverProcesses.EndAsync(folder, CancellationToken.None);
        }

        process.Dispose();
    }

    private async Task CopyAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (written)
            {
                written.AppendLine(line);
            }
        }
    }
}
