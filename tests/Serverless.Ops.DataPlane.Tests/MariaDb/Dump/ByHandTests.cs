using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

public sealed class ByHandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readme_DoneAsItSays_RestoresTheSet()
    {
        await using TestServer source = await TestServer.StartSourceAsync(Token);
        await using TestServer target = await TestServer.StartTargetAsync(Token);
        await source.RunClientAsync(
            await File.ReadAllTextAsync(Repository.PathOf("tests/Serverless.Ops.DataPlane.Tests/MariaDb/nasty.sql"), Token),
            Token
        );
        using var trip = new RoundTrip();
        DatabaseManifest manifest = await trip.DumpAsync(source, "backup-1", Token);

        (await ByHand.RestoreAsync(trip, manifest, target, Token)).ShouldBe("");

        ImportReport report = await trip.VerifyAsync(target, manifest.SetId, Token);
        report.Good.ShouldBeTrue();
        report.Warnings!.ShouldNotContain(warning => warning.Contains("another order", StringComparison.Ordinal));
    }
}
