using System.Diagnostics;
using Serverless.Ops.Local.Tests.Aws;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests;

/// <summary>The one script, in a clone of its own, with a dotnet that only notes when it runs.</summary>
public sealed class OpsScriptTests : IDisposable
{
    private readonly string clone = Directory.CreateTempSubdirectory("ops-clone-").FullName;

    public OpsScriptTests()
    {
        Directory.CreateDirectory(Path.Combine(clone, ".ci"));
        File.Copy(Repository.PathOf("ops"), Path.Combine(clone, "ops"));
        File.Copy(Repository.PathOf(".ci", "run"), Path.Combine(clone, ".ci", "run"));
        foreach (string folder in (string[])["functions", "infra", "tests", "statemachines", "bin", "functions/Serverless.Ops.Functions/bin/Release/net10.0"])
        {
            Directory.CreateDirectory(Path.Combine(clone, folder));
        }

        foreach (string file in (string[])["Directory.Build.props", ".editorconfig", "BannedSymbols.txt", "global.json"])
        {
            File.WriteAllText(Path.Combine(clone, file), "");
        }

        ShellPrograms.Write(Path.Combine(clone, "functions/Serverless.Ops.Functions/bin/Release/net10.0"), "opsjob", "#!/bin/bash\necho \"job $1\"");
        ShellPrograms.Write(Path.Combine(clone, "bin"), "dotnet", """
            #!/bin/bash
            if [ "$1" = --list-sdks ]; then echo "10.0.100 [here]"; exit; fi
            if [ "$1" = test ]; then echo "CI is '${CI-unset}'"; exit; fi
            mkdir building || touch overlap
            echo built >> builds
            sleep 1 # a build's time, in which the other comes
            rmdir building
            """);
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
        (await RunProgramAsync("ops", ci, "test")).ShouldBe((0, $"CI is '{seen}'\n"));

        (await RunProgramAsync(".ci/run", ci)).ShouldBe((0, "CI is 'true'\n"));
    }

    private int Builds() => File.ReadAllLines(Path.Combine(clone, "builds")).Length;

    private Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunProgramAsync("ops", ci: null, arguments);

    private async Task<(int ExitCode, string Output)> RunProgramAsync(string program, string? ci, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(clone, program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
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
        _ = await errors;
        return (script.ExitCode, output);
    }
}
