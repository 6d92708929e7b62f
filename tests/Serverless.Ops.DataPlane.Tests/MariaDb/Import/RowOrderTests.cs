using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

/// <summary>
/// A statement that numbers the rows of a table, such as ALTER TABLE … ADD … AUTO_INCREMENT, goes by their order. The log holds only the
/// statement, so a restored table must have the source's order.
/// </summary>
public sealed class RowOrderTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IAsyncLifetime
{
    private readonly RoundTrip trip = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await servers.Target.EmptyAsync(Token);

    public ValueTask DisposeAsync()
    {
        trip.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("(v int, pad longtext compressed)")]
    [InlineData("(v int, pad varchar(100), key (v), key covering (v, pad))")]
    [InlineData("(v int, pad varchar(100), key covering (v, pad)) partition by hash (v) partitions 3")]
    [InlineData("(v int, pad varchar(100), key (v)) with system versioning")]
    [InlineData("(v int, pad varchar(100), primary key (v)) engine=MyISAM")]
    [InlineData("(v int, pad varchar(100), key covering (v, pad)) engine=Aria row_format=dynamic")]
    [InlineData("(v int, pad varchar(100), primary key (v)) engine=MEMORY")]
    [InlineData("(v int not null, pad varchar(100) not null) engine=CSV")]
    [InlineData("(v int not null, pad varchar(100), w int not null default (2003 - v), key (pad), unique (w), unique (v))")]
    [InlineData("(v int not null, pad varchar(100), w int default (2003 - v), unique (w), unique (v))")]
    [InlineData("(v int not null, pad varchar(100), d date default '2026-01-02', primary key (d, v))")]
    public async Task RowsOfATable_HaveTheSourcesOrder(string table)
    {
        DatabaseManifest manifest = await DumpAsync(table);
        manifest.Tables.Single(entry => entry.Name == "t").Chunks.Count.ShouldBeGreaterThan(3);

        ImportReport report = await RestoreAsync(manifest);

        report.Warnings.ShouldBeEmpty();
        (await ReadOrderAsync(servers.Target)).ShouldBe(await ReadOrderAsync(servers.Source));
    }

    [Fact]
    public async Task NumbersThatAStatementGivesLater_AreTheSources_AlsoFromAnOlderSet()
    {
        const string numbers = "select md5(group_concat(n, ':', v order by v)) from ordered.t";
        DatabaseManifest manifest = await DumpAsync("(v int, pad varchar(100))");
        await StoreAsync(manifest with { Tables = [.. manifest.Tables.Select(table => table with { OrderDigest = null })] });

        await RestoreAsync(manifest);

        foreach (TestServer server in (TestServer[])[servers.Source, servers.Target])
        {
            await server.ExecuteAsync("alter table ordered.t add n int auto_increment primary key", Token);
        }

        (await servers.Target.ScalarAsync(numbers, Token)).ShouldBe(await servers.Source.ScalarAsync(numbers, Token));
    }

    [Fact]
    public async Task AnotherOrder_IsAWarningThatNamesTheTable_AndOlderSetsDoNotKnow()
    {
        DatabaseManifest manifest = await DumpAsync("(v int, pad varchar(100))");
        await RestoreAsync(manifest);
        await servers.Target.ExecuteAsync(
            "create temporary table ordered.one select * from ordered.t limit 1; "
                + "delete from ordered.t limit 1; insert into ordered.t select * from ordered.one",
            Token
        );

        ImportReport report = await trip.VerifyAsync(servers.Target, manifest.SetId, Token);

        report.Good.ShouldBeTrue();
        report.Warnings!.ShouldHaveSingleItem().ShouldStartWith("`ordered`.`t`: its rows are the source's but stand in another order");
        await StoreAsync(manifest with { Tables = [.. manifest.Tables.Select(table => table with { OrderDigest = null })] });
        (await trip.VerifyAsync(servers.Target, manifest.SetId, Token)).Warnings.ShouldBeEmpty();
    }

    private async Task<DatabaseManifest> DumpAsync(string table)
    {
        await servers.Source.ExecuteAsync(
            $"create or replace database ordered; use ordered; create table t {table}; "
                + "insert into t (v, pad) select seq * 7 % 2003, repeat('x', 100) from seq_1_to_2000; "
                + "delete from t where v % 5 = 0; insert into t (v, pad) select seq * 5, repeat('y', seq % 100) from seq_200_to_1",
            Token
        );
        return await trip.DumpAsync(servers.Source, "backup-1", Token);
    }

    private async Task<ImportReport> RestoreAsync(DatabaseManifest manifest)
    {
        await trip.ImportAsync(servers.Target, manifest.SetId, Token);
        return await trip.VerifyAsync(servers.Target, manifest.SetId, Token);
    }

    private Task StoreAsync(DatabaseManifest changed) =>
        trip.Store.PutJsonAsync(
            StoreKeys.Manifest(Job.Database, changed.SetId),
            changed,
            ManifestJson.Default.DatabaseManifest,
            WriteCondition.None,
            Token
        );

    private static Task<string?> ReadOrderAsync(TestServer server) =>
        server.ScalarAsync(
            "set statement group_concat_max_len = 1000000 for "
                + "select group_concat(concat(v, substr(pad, 1, 1))) from ordered.t use index ()",
            Token
        );
}
