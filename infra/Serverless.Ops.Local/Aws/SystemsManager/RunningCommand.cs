using System.Diagnostics;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;

namespace Serverless.Ops.Local.Aws.SystemsManager;

/// <summary>
/// One command on a host: a real process of the document's own commands. Its whole output is in <c>stdout</c> and
/// <c>stderr</c> of its folder; <c>command.json</c> is what GetCommandInvocation would show, cut where it cuts.
/// </summary>
internal sealed class RunningCommand(string id, string instanceId, string folder, TimeProvider time)
{
    /// <summary>Characters that GetCommandInvocation shows.</summary>
    public const int ShownCharacters = 24_000;

    private readonly TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    public string Folder => folder;

    /// <summary>Completes with the status when the process has ended and its record is written.</summary>
    public Task<string> Outcome { get; private set; } = Task.FromResult("Pending");

    /// <param name="observe">Told every line of standard error.</param>
    /// <param name="environment">What the agent adds to the process's environment.</param>
    public void Start(string script, TimeSpan timeout, IReadOnlyDictionary<string, string> environment, Action<string> observe)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // As the agent does it: the commands are a file of root's, so that nothing of them stands in the process list.
        string file = Path.Combine(folder, "_script.sh");
        using (
            var content = new StreamWriter(
                file,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            )
        )
        {
            content.Write(script);
        }

        var start = new ProcessStartInfo("/bin/sh", [file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        ProcessEnvironment.Set(start, environment);
        Process process = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start.");
        Outcome = RunAsync(process, timeout, observe);
    }

    /// <summary>Ends the process: its host goes away.</summary>
    public Task StopAsync()
    {
        stopping.TrySetResult();
        return Outcome;
    }

    private async Task<string> RunAsync(Process process, TimeSpan timeout, Action<string> observe)
    {
        using Process running = process;
        using var limit = new CancellationTokenSource(timeout, time);
        string output = Path.Combine(folder, "stdout");
        string errors = Path.Combine(folder, "stderr");
        var copies = Task.WhenAll(
            ProcessOutput.CopyAsync(running.StandardOutput, output),
            ProcessOutput.CopyAsync(running.StandardError, errors, observe)
        );
        Task exit = running.WaitForExitAsync(limit.Token);
        await Task.WhenAny(exit, stopping.Task);
        string status = (exit.IsCompletedSuccessfully, limit.IsCancellationRequested) switch
        {
            (true, _) => running.ExitCode == 0 ? "Success" : "Failed",
            (_, true) => "TimedOut",
            _ => "Cancelled",
        };
        if (!exit.IsCompletedSuccessfully)
        {
            running.Kill(entireProcessTree: true);
            await running.WaitForExitAsync(CancellationToken.None);
        }

        await copies;
        var record = new JsonObject
        {
            ["CommandId"] = id,
            ["InstanceId"] = instanceId,
            ["Status"] = status,
            ["ResponseCode"] = running.ExitCode,
            ["ExecutionEndDateTime"] = StateJson.Timestamp(time.GetUtcNow()),
            ["StandardOutputContent"] = await ShownAsync(output),
            ["StandardErrorContent"] = await ShownAsync(errors),
        };
        await File.WriteAllTextAsync(Path.Combine(folder, "command.json"), StateJson.ToText(record), CancellationToken.None);
        return status;
    }

    private static async Task<string> ShownAsync(string file)
    {
        using var reader = new StreamReader(file);
        char[] shown = new char[ShownCharacters];
        return new string(shown, 0, await reader.ReadBlockAsync(shown));
    }
}

/// <summary>A line that a host job wrote to standard error: its progress, as JSON, or words for people.</summary>
internal sealed record JobLine(string Function, string Line);
