using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Functions.Tests.Native;

/// <summary>opsjob compiled ahead of time, once for all tests that need it. Takes a minute or two.</summary>
public sealed class NativeProgram : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsjob-native-");

    /// <summary>The executable.</summary>
    public string Path => System.IO.Path.Combine(folder.FullName, "out", "opsjob");

    /// <summary>What the compiler said.</summary>
    public string BuildLog { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        // A folder of its own for everything it makes: the checkout's builds stay as they are.
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
