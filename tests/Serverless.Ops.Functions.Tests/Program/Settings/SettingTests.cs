using Serverless.Ops.Functions.Jobs;
using Serverless.Ops.Functions.Program.Lambda;
using Serverless.Ops.Functions.Program.Settings;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Functions.Tests.Program.Settings;

/// <summary>The texts about settings match the program's behaviour.</summary>
public sealed class SettingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ops-setting-").FullName;

    public static TheoryData<string> Functions() => [.. OpsFunctions.All.Select(function => function.Name)];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Function_WithoutWhatItCannotDoWithout_NamesAllOfItAtOnce(string name)
    {
        string[] required = RequiredBy(name);

        ProgramOutcome end = await RunningProgram.RunAsync(Programs.OpsJob, [name, InputOf(name)]);

        if (required.Length == 0)
        {
            end.ExitCode.ShouldBe(0, end.Errors);
        }
        else
        {
            end.ExitCode.ShouldBe(2, end.Errors);
            end.Errors.ShouldContain($"{string.Join(", ", required)} {(required.Length == 1 ? "is" : "are")} not set.");
            required.ShouldAllBe(setting => end.Errors.Contains($"set {setting} to ", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public async Task Function_WithJustWhatItCannotDoWithout_MissesNoSetting(string name)
    {
        Dictionary<string, string> settings = RequiredBy(name).ToDictionary(setting => setting, ValueOf, StringComparer.Ordinal);
        settings["AWS_REGION"] = "us-east-1";

        ProgramOutcome end = await RunningProgram.RunAsync(Programs.OpsJob, [name, InputOf(name)], settings);

        end.Errors.ShouldNotContain("not set.");
    }

    [Fact]
    public async Task Settings_AreAllInTheDesign()
    {
        string design = await File.ReadAllTextAsync(Repository.PathOf("docs", "design.md"), TestContext.Current.CancellationToken);

        Setting.All.ShouldAllBe(setting => design.Contains($"| `{setting.Name}` |", StringComparison.Ordinal));
    }

    private static string[] RequiredBy(string function) =>
        [.. OpsFunction.Find(OpsFunctions.All, function)!.Reads.Where(setting => setting.Default is null).Select(setting => setting.Name)];

    private string ValueOf(string setting)
    {
        string account = Path.Combine(folder, "serverless-ops", "fern", "accounts");
        Directory.CreateDirectory(account);
        foreach (string name in (string[])["dump", "shipper", "target"])
        {
            File.WriteAllText(Path.Combine(account, name), """{"user":"u","password":"p"}""");
            File.SetUnixFileMode(Path.Combine(account, name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return setting switch
        {
            SettingNames.Store => $"file://{folder}/store",
            SettingNames.Parameters => $"file://{folder}",
            SettingNames.Estate => "fern",
            SettingNames.Database => $"unix:{folder}/none.sock",
            SettingNames.SiteFolder => folder,
            _ => throw new ArgumentOutOfRangeException(nameof(setting), setting, "it needs a value here"),
        };
    }

    private static string InputOf(string function) =>
        function switch
        {
            "DescribeRuntime" => "{}",
            "BackUpDatabase" or "ShipBinlogs" => """{"runId":"r"}""",
            "PlanRestore" => """{"runId":"r","target":"latest"}""",
            "CheckWorkflows" => """{"runId":"r","siteUrl":"http://127.0.0.1:1"}""",
            "ProveDrill" => """{"runId":"r","planKey":"plans/fern/r.json","journalKey":"drills/fern/r/journal.jsonl"}""",
            "MeasureDrill" =>
                """{"drillId":"r","runId":"r","target":"latest","startedAt":"2026-11-22T10:00:00Z","restoreStateMachineArn":"arn:aws:"""
                    + """states:us-east-1:111122223333:stateMachine:restore"}""",
            "VerifyAgainstSet" => """{"runId":"r","planKey":"plans/fern/r.json","setId":"20261122T020000Z-1f2e3d4c"}""",
            _ => """{"runId":"r","planKey":"plans/fern/r.json"}""",
        };
}
