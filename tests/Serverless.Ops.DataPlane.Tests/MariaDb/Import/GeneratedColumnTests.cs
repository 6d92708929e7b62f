using System.Text;
using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

/// <summary>An import computes generated columns again, in UTC. The source's sessions may have had another time zone.</summary>
public sealed class GeneratedColumnTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IAsyncLifetime
{
    private readonly RoundTrip trip = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await servers.Target.EmptyAsync(Token);

    public ValueTask DisposeAsync()
    {
        trip.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task StoredValuesOfAnotherTimeZone_AreAWarningThatNamesTheTable_UntilTheyAreComputedInIt()
    {
        DatabaseManifest manifest = await DumpAsync(
            "create table t (id int primary key, ts timestamp, d date as (cast(ts as date)) stored); "
                + "insert into t (id, ts) values (1, '2026-01-02 01:00:00');"
        );

        ImportReport report = await RestoreAsync(manifest);

        report.Good.ShouldBeTrue();
        report.Warnings!.Single().ShouldStartWith("`sg`.`t`: some values of its stored generated columns (d)");
        (await servers.Source.ScalarAsync("select d = '2026-01-02' from sg.t", Token)).ShouldBe("1");
        (await servers.Target.ScalarAsync("select d = '2026-01-01' from sg.t", Token)).ShouldBe("1");
        await servers.Target.ExecuteAsync("set time_zone = '+05:30'; alter table sg.t force, algorithm=copy", Token);
        (await trip.VerifyAsync(servers.Target, manifest.SetId, Token)).Warnings.ShouldBeEmpty();
    }

    // On the target the column has the same set of values, but each value is in another row.
    [Fact]
    public async Task StoredValuesThatAreOnlyShifted_AreTold()
    {
        DatabaseManifest manifest = await DumpAsync(
            "set time_zone = '+05:00'; create table t (id int primary key, ts timestamp, h int as (hour(ts)) stored); "
                + "insert into t (id, ts) select seq, '2026-01-02 00:00:00' + interval seq hour from seq_0_to_23;"
        );

        (await RestoreAsync(manifest)).Warnings!.Single().ShouldContain("(h)");
    }

    [Fact]
    public async Task StoredValuesThatNoTimeZoneTouches_AreEqual_AndOlderSetsAreReadWithoutTheirDigest()
    {
        DatabaseManifest manifest = await DumpAsync(
            "create table t (id int primary key, f float, g float as (f / 3) stored, "
                + "e varchar(20) as (concat('`ts`', id)) persistent, v int as (id + 1) virtual, key (v)); "
                + "insert into t (id, f) select seq, seq / 7 from seq_1_to_2000; "
                + "create table empty (id int, d int as (id) stored); create table plain (id int);"
        );
        manifest
            .Tables.Where(table => table.Schema == "sg")
            .Select(table => (table.Name, table.GeneratedDigest is null, table.ZoneDependent is null))
            .ShouldBe([("empty", false, true), ("plain", true, true), ("t", false, true)]);

        ImportReport report = await RestoreAsync(manifest);

        report.Warnings.ShouldBeEmpty();
        string key = StoreKeys.Manifest(Job.Database, manifest.SetId);
        string text = Encoding.UTF8.GetString(await trip.Store.ReadAllBytesAsync(key, 1 << 24, Token));
        JsonNode older = JsonNode.Parse(text)!;
        foreach (JsonNode? table in older["tables"]!.AsArray())
        {
            table!.AsObject().Remove("generatedDigest");
        }

        await trip.Store.PutBytesAsync(key, Encoding.UTF8.GetBytes(older.ToJsonString()), WriteCondition.None, Token);
        report = await trip.VerifyAsync(servers.Target, manifest.SetId, Token);
        (report.Good, report.Warnings!.Count).ShouldBe((true, 0));
    }

    [Fact]
    public async Task ColumnsThatTheTimeZoneMayTouch_AreNamedByTheDump_WhenTheServerKeepsThem()
    {
        DatabaseManifest manifest = await DumpAsync(
            """
            create table t (id int primary key, `t``s` timestamp, dt datetime,
              `over` varchar(40) as (concat('x', `t``s`)) stored, through varchar(50) as (concat(`over`, 'y')) stored,
              n bigint as (unix_timestamp(dt)) stored,
              named varchar(20) as (concat('`t``s`', 'unix_timestamp(')) stored, plain datetime as (dt + interval 1 day) stored,
              loose date as (cast(`t``s` as date)) virtual, indexed date as (cast(`t``s` as date)) virtual, key by_day (id, indexed));
            """
        );

        manifest.Tables.Single(table => table.Schema == "sg").ZoneDependent.ShouldBe(["over", "through", "n", "indexed"]);
    }

    private async Task<DatabaseManifest> DumpAsync(string tables)
    {
        await servers.Source.ExecuteAsync($"create or replace database sg; use sg; set time_zone = '+05:30'; {tables}", Token);
        return await trip.DumpAsync(servers.Source, "backup-1", Token);
    }

    private async Task<ImportReport> RestoreAsync(DatabaseManifest manifest)
    {
        await trip.ImportAsync(servers.Target, manifest.SetId, Token);
        return await trip.VerifyAsync(servers.Target, manifest.SetId, Token);
    }
}
