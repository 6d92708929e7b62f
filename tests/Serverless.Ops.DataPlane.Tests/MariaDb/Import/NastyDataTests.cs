using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

public sealed class NastyDataTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryTypeAndObject_AfterDumpAndImport_IsTheSame()
    {
        await using TestServer source = await TestServer.StartSourceAsync(Token);
        await using TestServer target = await TestServer.StartTargetAsync(Token, "log-bin=target-bin");
        await source.RunClientAsync(
            await File.ReadAllTextAsync(Repository.PathOf("tests/Serverless.Ops.DataPlane.Tests/MariaDb/nasty.sql"), Token), Token);
        using var trip = new RoundTrip();

        DatabaseManifest manifest = await trip.DumpAsync(source, "backup-1", Token);
        ImportResult imported = await trip.ImportAsync(target, manifest.SetId, Token);
        ImportReport report = await trip.VerifyAsync(target, manifest.SetId, Token);

        report.Good.ShouldBeTrue();
        imported.Rows.ShouldBe(manifest.Tables.Sum(table => table.Rows));
        manifest.Tables.Single(table => table.Name == "tabMember").Chunks.Count.ShouldBeGreaterThan(2);
        manifest.Tables.Single(table => table.Name == "composite").Chunks.Count.ShouldBeGreaterThan(2);
        manifest.LockCost.NonTransactionalTables.ShouldContain("frappe site.__global_search");
    }
}
