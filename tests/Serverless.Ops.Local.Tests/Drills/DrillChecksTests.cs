using System.Text.Json.Nodes;
using Serverless.Ops.Local.Display;
using Serverless.Ops.Local.Drills;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Drills;

/// <summary>The checks of a drill before it starts anything.</summary>
public sealed class DrillChecksTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("ops-checks-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("drill.asl.json")]
    [InlineData("restore.asl.json")]
    public async Task StateMachine_WithADefect_IsNamedBeforeProductionIsStarted(string file)
    {
        string state = CloneWithDefectIn(file);
        var folder = DrillFolder.Create(Path.Combine(root, "drills"), TimeProvider.System.GetUtcNow());
        var said = new StringWriter();
        var drill = new DrillRun(
            folder,
            Checkout.At(root),
            new DrillOptions(1_000, TargetChoice.MidTraffic, Keep: false, Native: false, Folder: null),
            TimeProvider.System
        );

        StateMachineLoadException defect = await Should.ThrowAsync<StateMachineLoadException>(() =>
            drill.RunAsync(new PlainDisplay(said), TestContext.Current.CancellationToken)
        );

        defect.Message.ShouldContain($"{file}, state {state}, field Tpye: the field is not supported here.");
        said.ToString().ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(folder.Production).ShouldBeEmpty();
    }

    /// <summary>Makes a checkout with this one's program and scripts. Returns the state that got an unsupported field.</summary>
    private string CloneWithDefectIn(string file)
    {
        foreach (string shared in (string[])["functions", "infra"])
        {
            Directory.CreateSymbolicLink(Path.Combine(root, shared), Repository.PathOf(shared));
        }

        string machines = Directory.CreateDirectory(Path.Combine(root, "statemachines")).FullName;
        foreach (string original in Directory.EnumerateFiles(Repository.PathOf("statemachines"), "*.asl.json"))
        {
            File.Copy(original, Path.Combine(machines, Path.GetFileName(original)));
        }

        JsonNode machine = JsonNode.Parse(File.ReadAllText(Path.Combine(machines, file)))!;
        string state = (string)machine["StartAt"]!;
        machine["States"]![state]!["Tpye"] = "Pass";
        File.WriteAllText(Path.Combine(machines, file), machine.ToJsonString());
        return state;
    }
}
