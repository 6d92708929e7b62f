using Serverless.Ops.Local.Display;
using Serverless.Ops.Local.Drills;
using Serverless.Ops.Local.Drills.Stopping;

namespace Serverless.Ops.Local.Tests.Drills;

/// <summary>One production, backed up under traffic and then lost. Each test restores from its own copy of the rest.</summary>
public sealed class LostProductionFixture : IAsyncLifetime
{
    private static readonly DrillOptions Options = new(3_000, TargetChoice.MidTraffic, Keep: false, Native: false, Folder: null);
    private readonly string root = Directory.CreateTempSubdirectory("ops-lost-").FullName;
    private readonly StringWriter said = new();
    private DrillFolder original = null!;
    private LostProduction lost = null!;
    private int copies;

    public async ValueTask InitializeAsync()
    {
        original = DrillFolder.Create(Path.Combine(root, "original"), TimeProvider.System.GetUtcNow());
        lost = await new DrillRun(original, Checkout.Find(), Options, TimeProvider.System).LoseProductionAsync(
            new PlainDisplay(said),
            TestContext.Current.CancellationToken
        );
    }

    public async ValueTask DisposeAsync()
    {
        await LeftoverProcesses.EndAsync(root, CancellationToken.None);
        Directory.Delete(root, recursive: true);
    }

    internal LostCopy Copy()
    {
        var folder = DrillFolder.Create(Path.Combine(root, $"copy-{++copies}"), original.Id);
        CopyFolder(original.Store, folder.Store);
        CopyFolder(original.Parameters, folder.Parameters);
        string site = Path.Combine(folder.Production, "site");
        CopyFolder(lost.KeptSite, site);
        return new LostCopy(folder, lost with { KeptSite = site }, new DrillRun(folder, Checkout.Find(), Options, TimeProvider.System));
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
