using System.ComponentModel;
using System.Diagnostics;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.StatesLanguage.Definitions;

/// <summary>Checks the deployed files with npm's asl-validator, in the version of tests/asl-validator/package-lock.json.</summary>
public sealed class AslValidatorTests : IAsyncLifetime
{
    private static readonly string Installed = Path.Combine(AppContext.BaseDirectory, "asl-validator");
    private readonly string folder = Directory.CreateTempSubdirectory("ops-asl-").FullName;

    public static TheoryData<string> Machines() =>
        [.. Directory.GetFiles(Repository.PathOf("statemachines"), "*.asl.json").Select(path => Path.GetFileName(path))];

    public async ValueTask InitializeAsync()
    {
        string source = Repository.PathOf("tests", "asl-validator");
        string done = Path.Combine(Installed, "installed");
        string wanted = await File.ReadAllTextAsync(Path.Combine(source, "package-lock.json"));
        if (File.Exists(done) && await File.ReadAllTextAsync(done) == wanted)
        {
            return;
        }

        Directory.CreateDirectory(Installed);
        foreach (string name in (string[])["package.json", "package-lock.json"])
        {
            File.Copy(Path.Combine(source, name), Path.Combine(Installed, name), overwrite: true);
        }

        (int code, string output) = await RunAsync("npm", "ci", "--no-audit", "--no-fund", "--prefix", Installed);
        if (code != 0)
        {
            Missing($"npm ci ended with exit code {code}: {output}");
        }

        await File.WriteAllTextAsync(done, wanted);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public async Task StateMachine_IsValid(string machine)
    {
        (int code, string output) = await ValidateAsync(await File.ReadAllTextAsync(Repository.PathOf("statemachines", machine)));

        code.ShouldBe(0, output);
    }

    [Theory]
    [InlineData("\"Next\": \"LaunchInstance\"", "\"Next\": \"Nowhere\"")]
    [InlineData("\"Type\": \"Wait\"", "\"Type\": \"Pause\"")]
    [InlineData("\"HeartbeatSeconds\": 120", "\"HeartbeatSeconds\": \"soon\"")]
    public async Task StateMachine_ThatIsBroken_IsNot(string old, string replacement)
    {
        string text = await File.ReadAllTextAsync(Repository.PathOf("statemachines", "restore.asl.json"));
        text.ShouldContain(old);

        (int code, string output) = await ValidateAsync(text.Replace(old, replacement, StringComparison.Ordinal));

        code.ShouldBe(1, output);
    }

    // The validator changes the file that it checks, so it gets a copy.
    private async Task<(int Code, string Output)> ValidateAsync(string definition)
    {
        string copy = Path.Combine(folder, "machine.json");
        await File.WriteAllTextAsync(copy, definition);
        return await RunAsync(
            "node",
            Path.Combine(Installed, "node_modules", "asl-validator", "dist", "bin", "asl-validator.js"),
            "--json-path",
            copy
        );
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output + await errors);
        }
        catch (Win32Exception)
        {
            Missing($"{program} is not installed");
            throw;
        }
    }

    private static void Missing(string reason) => TestNeeds.Missing($"{reason}. Next: run ./ops setup.");
}
