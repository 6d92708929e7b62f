using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Functions.Tests.Native;

/// <summary>Compiles opsjob ahead of time, once for all tests that need it. This takes one or two minutes.</summary>
public sealed class NativeProgram : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsjob-native-");

    /// <summary>Path of the executable.</summary>
    public string Path => System.IO.Path.Combine(folder.FullName, "out", "opsjob");

    /// <summary>The compiler's output.</summary>
    public string BuildLog { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        // The compiler writes everything to a folder of its own, so that the builds of the checkout do not change.
        await using var publish = RunningProgram.Start(
            "dotnet",
            [
                "publish",
                Repository.PathOf("functions", "Serverless.Ops.Functions"),
                "-c",
                "Release",
                "-r",
                "linux-x64",
                "-p:PublishAot=true",
                "--artifacts-path",
                folder.FullName,
                "-o",
                System.IO.Path.Combine(folder.FullName, "out"),
                "-v",
                "minimal",
            ],
            new Dictionary<string, string> { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["MSBUILDDISABLENODEREUSE"] = "1" },
            TimeSpan.FromMinutes(15)
        );
        ProgramOutcome end = await publish.EndAsync();
        BuildLog = end.Output + end.Errors;
        end.ExitCode.ShouldBe(0, BuildLog);
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
