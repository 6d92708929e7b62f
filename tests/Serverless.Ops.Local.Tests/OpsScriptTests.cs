using System.Diagnostics;
using Serverless.Ops.Local.Tests.Aws;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests;

/// <summary>
/// The script <c>./ops</c> in a temporary clone. A fake dotnet only records its calls. One test runs the real dotnet, on two built
/// modules.
/// </summary>
public sealed class OpsScriptTests : IDisposable
{
    private const string BuildOfAll = "build Serverless.Ops.sln -c Release -v quiet --nologo";
    private const string BuildOfDomain =
        "build tests/Serverless.Ops.Domain.Tests/Serverless.Ops.Domain.Tests.csproj -c Release -v quiet --nologo";

    private readonly string clone = Directory.CreateTempSubdirectory("ops-clone-").FullName;

    public OpsScriptTests()
    {
        Directory.CreateDirectory(Path.Combine(clone, ".ci"));
        File.Copy(Repository.PathOf("ops"), Path.Combine(clone, "ops"));
        File.Copy(Repository.PathOf(".ci", "run"), Path.Combine(clone, ".ci", "run"));
        const string jobFolder = "functions/Serverless.Ops.Functions/bin/Release/net10.0";
        foreach (string folder in (string[])["functions", "infra", "tests", "statemachines", "bin", jobFolder])
        {
            Directory.CreateDirectory(Path.Combine(clone, folder));
        }

        foreach (
            string file in (string[])
                ["Directory.Build.props", "Directory.Build.targets", ".editorconfig", "BannedSymbols.txt", "global.json"]
        )
        {
            File.WriteAllText(Path.Combine(clone, file), "");
        }

        foreach (string project in (string[])["Serverless.Ops.Architecture.Tests", "Serverless.Ops.Domain.Tests"])
        {
            string folder = Directory.CreateDirectory(Path.Combine(clone, "tests", project)).FullName;
            File.WriteAllText(Path.Combine(folder, $"{project}.csproj"), "");
        }

        ShellPrograms.Write(Path.Combine(clone, jobFolder), "opsjob", "#!/bin/bash\necho \"job $1\"");
        ShellPrograms.Write(
            Path.Combine(clone, "bin"),
            "dotnet",
            """
            #!/bin/bash
            if [ "$1" = --list-sdks ]; then echo "10.0.100 [here]"; exit; fi
            if [ "$1" = test ]; then
              echo "CI is '${CI-unset}'"
              printf '%s\n' "$*" >> tests-run
              exit "$(cat test-exit-code 2>/dev/null || echo 0)"
            fi
            printf '%s\n' "$*" >> builds-asked
            mkdir building || touch overlap
            echo built >> builds
            sleep 1 # long enough for the other build to begin
            rmdir building
            """
        );
    }

    public void Dispose() => Directory.Delete(clone, recursive: true);

    [Fact]
    public async Task Builds_OfTwoThatWereStartedTogether_NeverOverlap_AndTheSecondFindsItDone()
    {
        (int ExitCode, string Output)[] both = await Task.WhenAll(RunAsync("job", "one"), RunAsync("job", "two"));

        both.ShouldBe([(0, "job one\n"), (0, "job two\n")]);
        File.Exists(Path.Combine(clone, "overlap")).ShouldBeFalse();
        (await File.ReadAllLinesAsync(Path.Combine(clone, "builds"), TestContext.Current.CancellationToken)).ShouldBe(["built"]);
    }

    [Fact]
    public async Task Job_AfterASourceFileIsDeleted_IsBuiltAnew_AndOtherwiseNot()
    {
        string source = Path.Combine(clone, "functions", "Deleted.cs");
        await File.WriteAllTextAsync(source, "", TestContext.Current.CancellationToken);
        await RunAsync("job", "one");
        await RunAsync("job", "two");
        Builds().ShouldBe(1);

        File.Delete(source);
        await RunAsync("job", "three");
        await RunAsync("job", "four");

        Builds().ShouldBe(2);
    }

    [Fact]
    public async Task Job_AfterSetup_FindsItselfBuilt()
    {
        await RunAsync("setup");
        (await RunAsync("job", "one")).ShouldBe((0, "job one\n"));

        Builds().ShouldBe(1);
    }

    [Theory]
    [InlineData(null, "unset")]
    [InlineData("false", "false")]
    [InlineData("true", "true")]
    public async Task Tests_RunAsTheEnvironmentSays_AndInCiAsInCi(string? ci, string seen)
    {
        (int exitCode, string output, _) = await RunProgramAsync("ops", ci, "test");
        (exitCode, output).ShouldBe((0, $"CI is '{seen}'\n"));

        (exitCode, output, _) = await RunProgramAsync(".ci/run", ci);
        (exitCode, output).ShouldBe((0, "CI is 'true'\n"));
    }

    [Fact]
    public async Task Test_WithoutAProject_BuildsTheSolution_AndRunsEveryModuleWhoseEmptinessIsAnError()
    {
        await RunAsync("test");

        (await LinesAsync("builds-asked")).ShouldBe([BuildOfAll]);
        (await LinesAsync("tests-run")).ShouldBe([RunOf("Architecture", "Domain")]);
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Serverless.Ops.Domain.Tests")]
    public async Task Test_OfAProject_BuildsAndRunsItAlone(string project)
    {
        await RunAsync("test", project);
        await RunAsync("test", project);

        (await LinesAsync("builds-asked")).ShouldBe([BuildOfDomain]);
        (await LinesAsync("tests-run")).ShouldBe([RunOf("Domain"), RunOf("Domain")]);
    }

    [Fact]
    public async Task Test_OfTwoProjects_RunsBoth_AndAfterSetupBuildsNeither()
    {
        await RunAsync("setup");
        await RunAsync("test", "Domain", "Architecture");

        (await LinesAsync("builds-asked")).ShouldBe([BuildOfAll]);
        (await LinesAsync("tests-run")).ShouldBe([RunOf("Domain", "Architecture")]);
    }

    [Fact]
    public async Task Test_OfAnUnknownProject_NamesThoseThatThereAre_AndBuildsNothing()
    {
        (int exitCode, _, string errors) = await RunProgramAsync("ops", ci: null, "test", "Planner");

        exitCode.ShouldBe(64);
        errors.ShouldContain("'Planner'");
        errors.ShouldContain("Architecture Domain");
        File.Exists(Path.Combine(clone, "builds-asked")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--filter Planner", "--filter-method *Planner*")]
    [InlineData("--filter *_IsOne", "--filter-method *_IsOne")]
    [InlineData("--filter=Serverless.*", "--filter-method Serverless.*")]
    [InlineData("--quick --filter One --filter Two", "--filter-not-trait Speed=Slow --filter-method *One* --filter-method *Two*")]
    [InlineData("--filter-class *.HistoryTests --stop-on-fail on", "--filter-class *.HistoryTests --stop-on-fail on")]
    [InlineData("-- Word --quick", "Word --quick")]
    public async Task Test_ThatIsNarrowed_MayLeaveSomeModulesEmpty_ButNotAll(string asked, string given)
    {
        await RunAsync(["test", "Domain", .. asked.Split(' ')]);

        (await LinesAsync("tests-run")).ShouldBe([$"{RunOf("Domain")} {given} --ignore-exit-code 8 --minimum-expected-tests 1"]);
    }

    [Fact]
    public async Task Test_Quick_LeavesNoModuleEmpty()
    {
        await RunAsync("test", "Domain", "--quick");

        (await LinesAsync("tests-run")).ShouldBe([$"{RunOf("Domain")} --filter-not-trait Speed=Slow"]);
    }

    [Theory]
    [InlineData("--filter")]
    [InlineData("--filter", "*")]
    [InlineData("--filter", "Plan*Tests")]
    public async Task Test_WithAFilterThatTheRunnerDoesNotKnow_IsRefused(params string[] arguments)
    {
        (int exitCode, _, string errors) = await RunProgramAsync("ops", ci: null, ["test", "Domain", .. arguments]);

        exitCode.ShouldBe(64);
        errors.ShouldContain("./ops test --");
        File.Exists(Path.Combine(clone, "tests-run")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(9, 8)]
    public async Task Test_ThatIsNarrowed_EndsAsTheRunnerDoes_AndWithEightWhenNothingRan(int runner, int script)
    {
        await File.WriteAllTextAsync(Path.Combine(clone, "test-exit-code"), $"{runner}", TestContext.Current.CancellationToken);

        (int exitCode, _, string errors) = await RunProgramAsync("ops", ci: null, "test", "--filter", "Planner");

        exitCode.ShouldBe(script);
        errors.Contains("./ops test --list", StringComparison.Ordinal).ShouldBe(script == 8);
    }

    [Fact]
    public async Task Test_ForHelp_TeachesWithExamples_AndRunsNothing()
    {
        (int exitCode, string output, _) = await RunProgramAsync("ops", ci: null, "test", "Domain", "--help");

        exitCode.ShouldBe(0);
        output.ShouldContain("Architecture Domain");
        output.ShouldContain("./ops test DataPlane --filter GrantCheck");
        File.Exists(Path.Combine(clone, "builds-asked")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, "RestorePlannerTests.Window_WithLogPurgedBeforeTheFirstShip_ShowsTheGap", "succeeded: 1")]
    [InlineData(8, "NothingHasThisName", "No test ran: nothing in Local Domain matches the filter")]
    public async Task Test_OnTheRealRunner_EndsWithZeroWhenOneOfTwoHasIt_AndWithEightWhenNoneHas(int expected, string filter, string said)
    {
        File.Copy(Repository.PathOf("global.json"), Path.Combine(clone, "global.json"), overwrite: true);
        foreach (string project in (string[])["Serverless.Ops.Local.Tests", "Serverless.Ops.Domain.Tests"])
        {
            string folder = Directory.CreateDirectory(Path.Combine(clone, "tests", project)).FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, $"{project}.csproj"), "", TestContext.Current.CancellationToken);
            File.CreateSymbolicLink(Path.Combine(folder, "bin"), Repository.PathOf("tests", project, "bin"));
        }

        await SayThatAllIsBuiltAsync();

        (int exitCode, string output, string errors) = await RunProgramAsync(
            "ops",
            ci: null,
            "test",
            "Local",
            "Domain",
            "--filter",
            filter
        );

        exitCode.ShouldBe(expected, output + errors);
        (output + errors).ShouldContain(said);
    }

    /// <summary>Writes the stamp of a full build, so that the script builds nothing. The stamp lists the sources of that build.</summary>
    private async Task SayThatAllIsBuiltAsync()
    {
        ShellPrograms.Write(
            Path.Combine(clone, "bin"),
            "dotnet",
            """
            #!/bin/bash
            if [ "$1" = --list-sdks ]; then echo "10.0.100 [here]"; fi
            """
        );
        await RunAsync("setup");
        File.Delete(Path.Combine(clone, "bin", "dotnet"));
    }

    private static string RunOf(params string[] projects) =>
        $"test --test-modules {string.Join(';', projects.Select(Module))} --max-parallel-test-modules 2";

    private static string Module(string name) => $"tests/Serverless.Ops.{name}.Tests/bin/Release/net10.0/Serverless.Ops.{name}.Tests.dll";

    private Task<string[]> LinesAsync(string file) =>
        File.ReadAllLinesAsync(Path.Combine(clone, file), TestContext.Current.CancellationToken);

    private int Builds() => File.ReadAllLines(Path.Combine(clone, "builds")).Length;

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        (int exitCode, string output, _) = await RunProgramAsync("ops", ci: null, arguments);
        return (exitCode, output);
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunProgramAsync(string program, string? ci, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(clone, program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("CI");
        if (ci is not null)
        {
            start.Environment["CI"] = ci;
        }

        start.Environment["PATH"] = $"{Path.Combine(clone, "bin")}:{start.Environment["PATH"]}";
        using Process script = Process.Start(start)!;
        Task<string> errors = script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (script.ExitCode, output, await errors);
    }
}
