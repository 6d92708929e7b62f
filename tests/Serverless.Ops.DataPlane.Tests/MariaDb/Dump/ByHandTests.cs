using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

public sealed class ByHandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // A definer that is a server's own account, and rows of the past in two partitions.
    private const string More =
        "create user root@'%'; grant all on *.* to root@'%' with grant option; create database by_hand; use by_hand; "
        + "create table h (id int primary key, a int, pad varchar(4000)) stats_auto_recalc=0 with system versioning "
        + "partition by system_time limit 10 (partition p0 history, partition p1 history, partition cur current); "
        + "create definer=root@'%' view v as select id from h; create definer=root@'%' view w as select id from v; "
        + "insert into h values (1, 0, repeat('x', 4000))";

    [Fact]
    public async Task Readme_DoneAsItSays_RestoresTheSet()
    {
        await using TestServer source = await TestServer.StartSourceAsync(Token);
        await using TestServer target = await TestServer.StartTargetAsync(Token);
        await source.RunClientAsync(
            await File.ReadAllTextAsync(Repository.PathOf("tests/Serverless.Ops.DataPlane.Tests/MariaDb/nasty.sql"), Token),
            Token
        );
        await source.ExecuteAsync(More, Token);
        for (int i = 0; i < 15; i++)
        {
            await source.ExecuteAsync("update by_hand.h set a = a + 1", Token);
        }

        using var trip = new RoundTrip();
        DatabaseManifest manifest = await trip.DumpAsync(source, "backup-1", Token);

        (await ByHand.RestoreAsync(trip, manifest, target, Token)).ShouldBe("");

        ImportReport report = await trip.VerifyAsync(target, manifest.SetId, Token);
        report.Good.ShouldBeTrue();
        manifest.Tables.Single(table => table.Name == "h").Partitions!.Select(partition => partition.Rows).ShouldBe([10, 5, 1]);
        (await target.ScalarAsync("select count(*) from by_hand.w", Token)).ShouldBe("1");
        report.Warnings!.ShouldNotContain(warning => warning.Contains("another order", StringComparison.Ordinal));
    }
}
