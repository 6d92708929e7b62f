using System.Diagnostics;
using Serverless.Ops.Local.Drills;
using Serverless.Ops.Local.Drills.Stopping;
using Serverless.Ops.Local.Tests.Drills;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Cli;

/// <summary><c>./ops stop</c>: ends leftover processes, but not a drill that still runs.</summary>
[Slow]
public sealed class StopCommandTests : IAsyncLifetime
{
    private const string Rows = "3000";
    private const int StillRunning = 75;

    // This path is so long that a socket's path below it would be too long.
    private readonly string drills = Directory.CreateTempSubdirectory("ops-drills-with-a-name-that-leaves-no-place-for-sockets-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await LeftoverProcesses.EndAsync(drills, CancellationToken.None);
        Directory.Delete(drills, recursive: true);
    }

    [Fact]
    public async Task Stop_WhileADrillRuns_RefusesAndNamesIt_EndsWhatOthersLeft_AndHarmsItNot()
    {
        using Process left = LeftByAnother();
        await using LocalProgram drill = await InMidTrafficAsync();
        await drill.SignalAsync("STOP", toGroup: false); // Paused, the drill cannot end before ./ops stop sees it.

        (int exitCode, string said) = await LocalProgram.RunAsync(drills, "stop");
        await drill.SignalAsync("CONT", toGroup: false);

        exitCode.ShouldBe(StillRunning, said);
        said.ShouldContain($"ended opsjob ({left.Id})");
        string id = Path.GetFileName(Directory.EnumerateDirectories(drills).ShouldHaveSingleItem());
        said.ShouldContain($"The drill {id} is still running: process {drill.ProcessId}, since ");
        said.ShouldContain("Next: wait until it ends, press Ctrl+C in its terminal, or run ./ops stop --force.");
        (await drill.ExitAsync()).ShouldBe(0, drill.Output);
    }

    [Fact]
    public async Task Stop_ByForce_EndsARunningDrill_AsItsTerminalWould()
    {
        await using LocalProgram drill = await InMidTrafficAsync("--at", "+600s");

        (int exitCode, string said) = await LocalProgram.RunAsync(drills, "stop", "--force");

        exitCode.ShouldBe(0, said);
        said.ShouldContain($"ended drill ");
        (await drill.ExitAsync()).ShouldBe(130, drill.Output);
        LeftoverProcesses.Find(drills).ShouldBeEmpty();
        (await LocalProgram.RunAsync(drills, "stop")).Output.ShouldContain("Nothing was running.");
    }

    [Fact]
    public async Task Stop_AfterADrillWasKilled_EndsItsServers_AndRemovesTheirSocketsFolders()
    {
        await using LocalProgram drill = await InMidTrafficAsync("--at", "+600s");
        string socket = Path.GetDirectoryName(SocketOfServer())!;
        await drill.SignalAsync("KILL", toGroup: false);
        await drill.ExitAsync();

        (int exitCode, string said) = await LocalProgram.RunAsync(drills, "stop");

        exitCode.ShouldBe(0, said);
        said.ShouldContain("ended mariadbd (");
        LeftoverProcesses.Find(drills).ShouldBeEmpty();
        socket.ShouldNotStartWith(drills);
        Directory.Exists(socket).ShouldBeFalse(socket);
    }

    // This happens after kill -9 of a drill, when another process gets its id.
    [Fact]
    public async Task Mark_WithTheIdOfAnotherProcess_IsNoRunningDrill()
    {
        string root = Directory.CreateDirectory(Path.Combine(drills, "20261125T120000Z-00000000")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(root, RunningMark.FileName),
            $"{Environment.ProcessId} 2026-11-25T12:00:00Z\n",
            TestContext.Current.CancellationToken
        );

        RunningDrill.In(drills).ShouldBeEmpty();
        (await LocalProgram.RunAsync(drills, "stop", "--force")).ShouldBe((0, $"Nothing was running.{Environment.NewLine}"));
    }

    private async Task<LocalProgram> InMidTrafficAsync(params string[] options)
    {
        var drill = LocalProgram.Start(drills, ["drill", "--rows", Rows, .. options]);
        await drill.UntilAsync(output => output.Contains("ok   Traffic", StringComparison.Ordinal));
        return drill;
    }

    private string SocketOfServer()
    {
        (int id, _) = LeftoverProcesses.Find(drills).First(process => process.Program == "mariadbd");
        return File.ReadAllText($"/proc/{id}/cmdline")
            .Split('\0')
            .First(argument => argument.StartsWith("--socket=", StringComparison.Ordinal))["--socket=".Length..];
    }

    // The leftover of another drill whose folder is gone. Only the process's settings name that drill.
    private Process LeftByAnother()
    {
        string program = Path.Combine(Directory.CreateDirectory(drills + "-program").FullName, "opsjob");
        File.CreateSymbolicLink(program, "/bin/sleep");
        var start = new ProcessStartInfo(program, ["600"]);
        start.Environment["OPS_STORE"] = $"file://{drills}/20261125T120000Z-00000000/store";
        Process process = Process.Start(start)!;
        Directory.Delete(Path.GetDirectoryName(program)!, recursive: true);
        return process;
    }
}
