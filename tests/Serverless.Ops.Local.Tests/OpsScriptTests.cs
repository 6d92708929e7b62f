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
        File.Copy(Repository.PathOf("ops"), Path.Combine(clone, "ops"));
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

    private async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(clone, "ops"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{Path.Combine(clone, "bin")}:{start.Environment["PATH"]}";
        using Process script = Process.Start(start)!;
        Task<string> errors = script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        _ = await errors;
        return (script.ExitCode, output);
    }
}
