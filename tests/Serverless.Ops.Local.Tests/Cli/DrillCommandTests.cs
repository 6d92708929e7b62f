using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MySqlConnector;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Local.Drills.Stopping;
using Serverless.Ops.Local.Tests.Drills;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Cli;

/// <summary>Whole drills as people run them: the program as a process, with real servers, up to its exit code.</summary>
[Slow]
public sealed partial class DrillCommandTests : IAsyncLifetime
{
    private const string Rows = "3000";
    private readonly string drills = Directory.CreateTempSubdirectory("ops-drills-of-tests-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await LeftoverProcesses.EndAsync(drills, CancellationToken.None);
        Directory.Delete(drills, recursive: true);
    }

    [Fact]
    public async Task Drill_ToASecondInMidTraffic_IsProven_AndLeavesNothingRunning()
    {
        (int exitCode, string output) = await LocalProgram.RunAsync(drills, "drill", "--rows", Rows);

        exitCode.ShouldBe(0, output);
        output.ShouldContain("\nPROVEN  ", Case.Sensitive);
        DrillEvidence evidence = Evidence();
        evidence.Verdict.ShouldBe(Verdict.Good);
        evidence.Failure.ShouldBeNull();
        evidence.Target.ShouldNotBeNull().Ticks.ShouldBe(evidence.Target.Value.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond);
        evidence.Asked.ShouldBe($"{evidence.Target:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        evidence.Proof.ShouldNotBeNull().Violations.ShouldBe(0);
        evidence.Proof.AcknowledgedBefore.Whole.ShouldBeGreaterThan(0);
        evidence.Proof.SentAfter.Absent.ShouldBeGreaterThan(0);
        evidence.Workflows.Count.ShouldBeGreaterThanOrEqualTo(5);
        evidence.Workflows.ShouldAllBe(workflow => workflow.Verdict == Verdict.Good);
        (await File.ReadAllTextAsync(FileOfDrill("report.html"), TestContext.Current.CancellationToken)).ShouldContain(evidence.DrillId);
        LeftoverProcesses.Find(drills).ShouldBeEmpty();
        TransactionsIn(output)
            .ShouldBe(
                evidence.Proof.AcknowledgedBefore.Whole
                    + evidence.Proof.InFlight.Whole
                    + evidence.Proof.InFlight.Absent
                    + evidence.Proof.SentAfter.Absent
            );
    }

    [Fact]
    public async Task Drill_ToTheLatest_IsProven_AndWithKeepStaysUpUntilStop()
    {
        (int exitCode, string output) = await LocalProgram.RunAsync(drills, "drill", "--rows", Rows, "--at", "latest", "--keep");

        exitCode.ShouldBe(0, output);
        DrillEvidence evidence = Evidence();
        evidence.Verdict.ShouldBe(Verdict.Good);
        evidence.Asked.ShouldBe("latest");
        string socket = SocketIn().Match(output).Groups[1].Value;
        socket.ShouldNotStartWith(drills, customMessage: "the drill's folder has a path that is too long for a socket");
        (await MembersAsync(socket)).ShouldBeGreaterThan(0);
        using var http = new HttpClient();
        var site = new Uri(SiteIn().Match(output).Groups[1].Value);
        (await http.GetStringAsync(site, TestContext.Current.CancellationToken)).ShouldContain("pong");

        (int stopped, string said) = await LocalProgram.RunAsync(drills, "stop");

        stopped.ShouldBe(0, said);
        said.ShouldContain("ended mariadbd (");
        said.ShouldContain("ended Serverless.Ops.Local (");
        LeftoverProcesses.Find(drills).ShouldBeEmpty();
        Directory.Exists(Path.GetDirectoryName(socket)).ShouldBeFalse(socket);
        await Should.ThrowAsync<HttpRequestException>(() => http.GetStringAsync(site, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Drills_TwoAtOnce_AreIndependent_AndBothProven()
    {
        (int ExitCode, string Output)[] both = await Task.WhenAll(
            LocalProgram.RunAsync(drills, "drill", "--rows", Rows),
            LocalProgram.RunAsync(drills, "drill", "--rows", Rows)
        );

        both.ShouldAllBe(drill => drill.ExitCode == 0, string.Join('\n', both.Select(drill => drill.Output)));
        Directory.EnumerateDirectories(drills).Count().ShouldBe(2);
        Directory
            .EnumerateFiles(drills, DrillEvidence.Name, new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 })
            .Select(file => JsonSerializer.Deserialize(File.ReadAllText(file), DrillJson.Default.DrillEvidence)!)
            .Select(evidence => (evidence.IsProven, evidence.DrillId))
            .Distinct()
            .Count(evidence => evidence.IsProven)
            .ShouldBe(2);
        LeftoverProcesses.Find(drills).ShouldBeEmpty();
    }

    [Fact]
    public async Task Target_BeforeTheDrillsOwnBackup_IsRefusedWithTheRange_AndNothingIsDestroyed()
    {
        (int exitCode, string output) = await LocalProgram.RunAsync(drills, "drill", "--rows", Rows, "--at", "+0s");

        exitCode.ShouldBe(1, output);
        output.ShouldContain("ok   BackUpDatabase");
        output.ShouldContain("Nothing was destroyed. Next: give --at ");
        output.ShouldNotContain("Destroy production");
        LeftoverProcesses.Find(drills).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--rows", "abc", "--rows takes a number from 1000 to 200000000, not 'abc'.")]
    [InlineData("--rows", "999", "--rows takes a number from 1000 to 200000000, not '999'.")]
    [InlineData("--at", "yesterday", "'yesterday' is not a target. Next: give a whole UTC second such as")]
    [InlineData("--at", "2026-11-22T10:00:00.5Z", "'2026-11-22T10:00:00.5Z' is not a target. Next: give a whole UTC second such as")]
    [InlineData("--at", "2962-11-22T10:00:00Z", "'2962-11-22T10:00:00Z' is more than 10 minutes ahead")]
    [InlineData(
        "--at",
        "2020-01-01T00:00:00Z",
        "'2020-01-01T00:00:00Z' is in the past. A drill restores only to a second after its own backup"
    )]
    [InlineData("--speed", "11", "'--speed'")]
    public async Task Option_ThatIsWrong_IsExplained_BeforeAnythingStarts(string option, string value, string explanation)
    {
        (int exitCode, string output) = await LocalProgram.RunAsync(drills, "drill", option, value);

        exitCode.ShouldBe(64, output);
        output.ShouldContain(explanation);
        Directory.EnumerateFileSystemEntries(drills).ShouldBeEmpty();
    }

    [Fact]
    public async Task Help_TeachesTheOptions_AsPeopleCallThem()
    {
        (int exitCode, string output) = await LocalProgram.RunAsync(drills, "drill", "--help");

        exitCode.ShouldBe(0, output);
        output.ShouldContain("./ops drill [options]");
        foreach (string option in (string[])["--rows <N>", "--at <instant|latest>", "--keep", "--native"])
        {
            output.ShouldContain(option);
        }

        output.ShouldNotContain("TargetChoice");
    }

    [Fact]
    public async Task Folder_ThatCannotBe_IsExplained()
    {
        string file = Path.Combine(drills, "a file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        await using var drill = LocalProgram.Start(file, "drill");

        (await drill.ExitAsync()).ShouldBe(1, drill.Output);
        drill.Output.ShouldContain("Next: use --folder with a folder that this account may write to.");
        drill.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Server_ThatCannotBeStarted_IsToldInALine_AndTheWholeOfItIsInAFile()
    {
        string programs = Directory.CreateDirectory(Path.Combine(drills, "programs")).FullName;
        await File.WriteAllTextAsync(Path.Combine(programs, "mariadb-install-db"), "no program", TestContext.Current.CancellationToken);

        await using var drill = LocalProgram.Start(Path.Combine(drills, "drills"), programs, ["drill"]);

        (await drill.ExitAsync()).ShouldBe(1, drill.Output);
        drill.Output.ShouldContain("The drill ended with an error: ");
        drill.Output.ShouldNotContain("   at ");
        string error = Directory.EnumerateFiles(drills, "error.txt", SearchOption.AllDirectories).ShouldHaveSingleItem();
        drill.Output.ShouldContain(error);
        (await File.ReadAllTextAsync(error, TestContext.Current.CancellationToken)).ShouldContain("   at ");
    }

    // A signal from outside reaches only the drill. Ctrl-C in a terminal reaches every process. The rows cover four moments: the first
    // server starts, the site starts, traffic runs, the restored instance runs.
    [Theory]
    [InlineData("TERM", false, "Drill ", "mariadbd")]
    [InlineData("INT", true, "Drill ", "Serverless.Ops.Local")]
    [InlineData("TERM", false, "ok   Traffic", "mariadbd")]
    [InlineData("INT", true, "ok   LaunchInstance", "mariadbd")]
    public async Task Signal_InTheMiddle_EndsEverything(string signal, bool toGroup, string after, string running)
    {
        await using var drill = LocalProgram.Start(drills, "drill", "--rows", Rows, "--keep");
        await drill.UntilAsync(output =>
            output.Contains(after, StringComparison.Ordinal) && LeftoverProcesses.Find(drills).Any(process => process.Program == running)
        );

        await drill.SignalAsync(signal, toGroup);
        int exitCode = await drill.ExitAsync();

        exitCode.ShouldBe(130, drill.Output);
        drill.Output.ShouldContain("Stopped. Everything that the drill started has ended. Nothing was proven.");
        LeftoverProcesses.Find(drills).ShouldBeEmpty();
    }

    private static async Task<long> MembersAsync(string socket)
    {
        await using var connection = new MySqlConnection(
            new MySqlConnectionStringBuilder
            {
                Server = socket,
                ConnectionProtocol = MySqlConnectionProtocol.UnixSocket,
                UserID = "root",
                Pooling = false,
            }.ConnectionString
        );
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using MySqlCommand find = connection.CreateCommand();
        find.CommandText = "select table_schema from information_schema.tables where table_name = 'tabMember'";
        string database = (string)(await find.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        await using MySqlCommand count = connection.CreateCommand();
        count.CommandText = $"select count(*) from `{database}`.tabMember";
        return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    // The number of transactions that the clients had sent before the disaster, as the terminal shows it.
    private static long TransactionsIn(string output)
    {
        Match said = TransactionsAtTheEnd().Match(output);
        said.Success.ShouldBeTrue(output);
        return said.Groups.Values.Skip(1).Sum(group => long.Parse(group.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
    }

    private DrillEvidence Evidence() =>
        JsonSerializer.Deserialize(File.ReadAllText(FileOfDrill(DrillEvidence.Name)), DrillJson.Default.DrillEvidence)!;

    private string FileOfDrill(string name) => Path.Combine(Directory.EnumerateDirectories(drills).ShouldHaveSingleItem(), name);

    [GeneratedRegex(@"([0-9,]+) client transactions were acknowledged, ([0-9,]+) not")]
    private static partial Regex TransactionsAtTheEnd();

    [GeneratedRegex(@"restored database +mariadb --no-defaults -u root -S (\S+)")]
    private static partial Regex SocketIn();

    [GeneratedRegex(@"restored site +(http://\S+)")]
    private static partial Regex SiteIn();
}
