using System.Diagnostics;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;

namespace Serverless.Ops.Local.Aws.SystemsManager;

/// <summary>
/// One command on a host: a real process that runs the document's commands. The files <c>stdout</c> and <c>stderr</c> in the
/// command's folder have the whole output. <c>command.json</c> has the answer of GetCommandInvocation, which cuts the output.
/// </summary>
internal sealed class RunningCommand(string id, string instanceId, string folder, TimeProvider time)
{
    /// <summary>Most characters of output that GetCommandInvocation shows.</summary>
    public const int ShownCharacters = 24_000;

    private readonly TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id => id;

    public string Folder => folder;

    /// <summary>The command's status. Completes once the process has ended and <c>command.json</c> is written.</summary>
    public Task<string> Outcome { get; private set; } = Task.FromResult("Pending");

    /// <param name="observe">Receives each line of standard error.</param>
    /// <param name="environment">The variables that the agent adds to the process's environment.</param>
    public void Start(string script, TimeSpan timeout, IReadOnlyDictionary<string, string> environment, Action<string> observe)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // The commands hold the task token, so they must not be in the process list. The agent too writes them to a private file.
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
        Process process = Process.Start(start) ?? throw new InvalidOperationException($"/bin/sh did not start {file}.");
        Outcome = RunAsync(process, timeout, observe);
    }

    /// <summary>Ends the process, because its host ends. Completes with <see cref="Outcome"/>.</summary>
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

/// <summary>A line that a host job wrote to standard error: progress as JSON, or text for people.</summary>
internal sealed record JobLine(string Function, string Line);
