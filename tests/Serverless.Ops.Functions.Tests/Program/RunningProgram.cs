using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Functions.Tests.Program;

/// <summary>One process of a program under test. Its environment has only the variables that the test sets.</summary>
internal sealed partial class RunningProgram : IAsyncDisposable
{
    public const int SigTerm = 15;
    public const int SigKill = 9;
    public const int SigInt = 2;

    private readonly Process process;
    private readonly TimeSpan patience;
    private readonly StringBuilder standardError = new();
    private readonly Task<string> standardOutput;
    private readonly Task errorsRead;

    private RunningProgram(Process process, TimeSpan patience)
    {
        this.process = process;
        this.patience = patience;
        standardOutput = process.StandardOutput.ReadToEndAsync();
        errorsRead = ReadErrorsAsync();
    }

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>The program's output on standard error until now.</summary>
    public string Errors
    {
        get
        {
            lock (standardError)
            {
                return standardError.ToString();
            }
        }
    }

    /// <summary>Bytes of memory that the program holds now.</summary>
    public long ResidentBytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <param name="path">Path of the executable.</param>
    /// <param name="arguments">The program's arguments, passed unchanged.</param>
    /// <param name="environment">The program's variables. It also gets PATH, HOME, TMPDIR, DOTNET_ROOT and NUGET_PACKAGES.</param>
    /// <param name="patience">How long a test waits for the program's end; null means three minutes.</param>
    public static RunningProgram Start(
        string path,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? patience = null
    )
    {
        var start = new ProcessStartInfo("env")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (
            string? name in start
                .Environment.Keys.Where(name => name is not ("PATH" or "HOME" or "DOTNET_ROOT" or "TMPDIR" or "NUGET_PACKAGES"))
                .ToList()
        )
        {
            start.Environment.Remove(name);
        }

        foreach ((string? name, string? value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        // A shell makes its background commands ignore SIGINT, and child processes inherit that. So env restores the default.
        foreach (string argument in (string[])["--default-signal=INT", path, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return new(Process.Start(start)!, patience ?? TimeSpan.FromMinutes(3));
    }

    public static async Task<ProgramOutcome> RunAsync(
        string path,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        await using RunningProgram program = Start(path, arguments, environment);
        return await program.EndAsync();
    }

    public async Task<ProgramOutcome> EndAsync()
    {
        await process.WaitForExitAsync().WaitAsync(patience);
        await errorsRead.WaitAsync(patience);
        return new(process.ExitCode, await standardOutput, Errors);
    }

    /// <summary>Waits until the task succeeds. Returns false when the program ended before that.</summary>
    public async Task<bool> ReachesAsync(Task what)
    {
        await Task.WhenAny(what, process.WaitForExitAsync()).WaitAsync(patience);
        return what.IsCompletedSuccessfully;
    }

    public void Signal(int signal) => kill(process.Id, signal).ShouldBe(0);

    /// <summary>Sends kill -9. Does nothing when the program has already ended.</summary>
    public void Kill() => process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private async Task ReadErrorsAsync()
    {
        char[] buffer = new char[4096];
        int read;
        while ((read = await process.StandardError.ReadAsync(buffer)) > 0)
        {
            lock (standardError)
            {
                standardError.Append(buffer, 0, read);
            }
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int processId, int signal);
}

/// <summary>The end of a process: its exit code and its output.</summary>
internal sealed record ProgramOutcome(int ExitCode, string Output, string Errors)
{
    public JsonObject Json => JsonNode.Parse(Output)!.AsObject();
}
