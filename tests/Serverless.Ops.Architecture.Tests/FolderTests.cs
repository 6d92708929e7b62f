using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace Serverless.Ops.Architecture.Tests;

/// <summary>
/// Folders depend in one direction. Each list holds the folders of one project from the outermost to the innermost:
/// a folder may use the folders that stand below it, and no folder may use one above it. So there are no cycles.
/// docs/design.md draws the same order.
/// </summary>
public sealed class FolderTests
{
    private static readonly Dictionary<string, string[]> Orders = new()
    {
        ["Serverless.Ops.Domain"] =
        [
            "Drills.Report",
            "Drills.Judging",
            "Drills.Journal",
            "Recovery.Planning",
            "Recovery.Window",
            "Recovery.Places",
            "Recovery.Targets",
            "Gate",
            "Catalogue",
            "Sets.Database",
            "Sets.Binlog",
            "Sets",
            "Log",
            "StoreLayout",
            "Common",
        ],
        ["Serverless.Ops.DataPlane"] =
        [
            "Drills",
            "Site.Gate",
            "Site.Config",
            "Planning",
            "MariaDb.Shipping",
            "MariaDb.Dump",
            "MariaDb.Replay.Verify",
            "MariaDb.Replay",
            "MariaDb.Replay.Apply",
            "MariaDb.Replay.Check",
            "MariaDb.Replay.Filter",
            "MariaDb.Replay.Cursor",
            "MariaDb.Reconciliation",
            "MariaDb.Binlog.Findings",
            "MariaDb.Binlog.Reading",
            "MariaDb.Binlog.Events",
            "MariaDb.Import.Load",
            "MariaDb.Import.Verify",
            "MariaDb.Import.Target",
            "MariaDb.Import",
            "MariaDb.Rows",
            "MariaDb.Inspection.Tables",
            "MariaDb.Server",
            "MariaDb.Inspection.Objects",
            "MariaDb.Inspection.Accounts",
            "MariaDb.Inspection",
            "MariaDb.Sql",
            "MariaDb.Wire",
            "Runs",
            "Catalogue",
            "Storage",
            "Storage.S3",
            "Storage.Folder",
            "Storage.Contract",
            "Streams",
            "Secrets",
            "Aws",
        ],
        ["opsjob"] = ["Jobs", "Program.Host", "Program.Lambda", "Program", "Program.Settings", "StepFunctions"],
        ["Serverless.Ops.Local"] =
        [
            "Cli",
            "Drills.Stopping",
            "Drills",
            "Drills.Watching",
            "Sample.Traffic",
            "Sample.Estate",
            "Sample.Site",
            "Display",
            "Aws",
            "Aws.SystemsManager",
            "Aws.StepFunctions",
            "Aws.Lambda",
            "Aws.Ec2",
            "Aws.Shared",
            "Servers",
            "StatesLanguage.Executions",
            "StatesLanguage.Definitions",
            "StatesLanguage.Templates",
            "StatesLanguage.Choices",
            "StatesLanguage.Paths",
            "StatesLanguage.Tasks",
            "StatesLanguage",
        ],
    };

    public static TheoryData<string> Assemblies() => [.. Orders.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Folders_OfAProject_AreInTheList(string assembly)
    {
        string[] found = [.. Uses(assembly).SelectMany(use => new[] { use.From, use.To }).Distinct()];

        found.Except(Orders[assembly]).ShouldBeEmpty("add the folder to the list, below all that may use it");
        Orders[assembly].Except(found).ShouldBeEmpty("remove the folder from the list");
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Folders_OfAProject_UseOnlyFoldersBelowThem(string assembly)
    {
        string[] order = Orders[assembly];

        Uses(assembly)
            .Where(use => Array.IndexOf(order, use.From) > Array.IndexOf(order, use.To))
            .Select(use => $"{use.From} uses {use.To}: {use.Example}")
            .Distinct()
            .ShouldBeEmpty();
    }

    // The same for the first folders of each project: MariaDb as a whole may use Storage, and Storage nothing of MariaDb.
    [Theory]
    [MemberData(nameof(Assemblies))]
    public void TopFolders_OfAProject_HaveNoCycle(string assembly)
    {
        ILookup<string, string> below = Uses(assembly)
            .Select(use => (From: use.From.Split('.')[0], To: use.To.Split('.')[0]))
            .Where(use => use.From != use.To)
            .Distinct()
            .ToLookup(use => use.From, use => use.To);

        below.Select(from => from.Key).Where(folder => Reaches(below, folder)).ShouldBeEmpty();
    }

    private static bool Reaches(ILookup<string, string> below, string goal)
    {
        HashSet<string> seen = [];
        Stack<string> next = new(below[goal]);
        while (next.TryPop(out string? folder))
        {
            if (folder == goal)
            {
                return true;
            }

            if (seen.Add(folder))
            {
                foreach (string lower in below[folder])
                {
                    next.Push(lower);
                }
            }
        }

        return false;
    }

    private static IEnumerable<(string From, string To, string Example)> Uses(string assembly)
    {
        var loaded = Assembly.Load(assembly);
        string root = assembly == "opsjob" ? "Serverless.Ops.Functions" : assembly;
        return new ArchLoader()
            .LoadAssembly(loaded)
            .Build()
            .Types.Where(type => type.FullName.StartsWith(root + ".", StringComparison.Ordinal))
            .SelectMany(type =>
                type.Dependencies.Select(dependency => dependency.Target)
                    .Append(type)
                    .Where(target => target.FullName.StartsWith(root + ".", StringComparison.Ordinal))
                    .Select(target => (Folder(type, root), Folder(target, root), $"{type.Name} → {target.Name}"))
            );
    }

    private static string Folder(ArchUnitNET.Domain.IType type, string root) => type.Namespace.FullName[(root.Length + 1)..];
}
