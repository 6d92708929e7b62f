using Serverless.Ops.Local.Sample.Estate;
using Serverless.Ops.Local.Sample.Site;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Sample.Estate;

/// <summary>A small production estate with its sample site, for the tests of one class.</summary>
public sealed class EstateFixture : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("ops-estate-");

    internal ProductionEstate Estate { get; private set; } = null!;

    internal SiteProcess Site { get; private set; } = null!;

    internal string Parameters => Path.Combine(folder.FullName, "parameters");

    public async ValueTask InitializeAsync()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        Estate = await ProductionEstate.StartAsync(
            new EstateOptions("fern", Path.Combine(folder.FullName, "production"), Parameters, Rows: 3_000),
            TimeProvider.System,
            NoProgress.Instance,
            cancellationToken
        );
        Site = await SiteProcess.StartAsync(Estate.SiteFolder, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // Both may be null after a failed start. A null reference here would hide the real error.
        await (Site?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (Estate?.DisposeAsync() ?? ValueTask.CompletedTask);
        folder.Delete(recursive: true);
    }
}
