using System.Diagnostics;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.DataPlane.ObjectStores.Folder;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Storage;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

public sealed class DatabaseImportTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IAsyncLifetime
{
    private readonly RoundTrip trip = new();
    private readonly TestServer target = servers.Target;
    private DatabaseManifest manifest = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Chunk => StoreKeys.Set(Job.Database, manifest.SetId) + manifest.Tables.Single(table => table.Name == "t").Chunks[1].Name;

    public async ValueTask InitializeAsync()
    {
        await target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync(
            "create or replace database d; use d; create table t (a int auto_increment primary key, b varchar(200), key (b)); insert into t (b) select md5(seq) from seq_1_to_3000; analyze table t",
            Token);
        manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);
    }

    public ValueTask DisposeAsync()
    {
        trip.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Target_IsLeftDurable_WithItsOtherSettings_NothingLogged_AndItsSchedulerOff()
    {
        await target.ExecuteAsync(
            "set global innodb_flush_log_at_trx_commit=2, sync_binlog=0, innodb_io_capacity=321, local_infile=0, event_scheduler=on", Token);
        string gtid = (await target.ScalarAsync("select concat(@@gtid_binlog_pos, '|', @@gtid_current_pos)", Token))!;

        await trip.ImportAsync(target, manifest.SetId, Token);

        (await target.ScalarAsync("select concat_ws(',', @@innodb_flush_log_at_trx_commit, @@sync_binlog)", Token)).ShouldBe("1,1");
        (await target.ScalarAsync("select concat_ws(',', @@innodb_io_capacity, @@local_infile)", Token)).ShouldBe("321,0");
        (await target.ScalarAsync("select concat(@@gtid_binlog_pos, '|', @@gtid_current_pos)", Token)).ShouldBe(gtid);
        (await target.ScalarAsync("select @@global.event_scheduler", Token)).ShouldBe("OFF");
    }

    [Fact]
    public async Task TargetThatIsNotEmpty_IsRefused_AndLeftAlone()
    {
        await target.ExecuteAsync("create database precious; create table precious.t (a int); create user somebody@localhost", Token);

        TargetNotEmptyException error = await Should.ThrowAsync<TargetNotEmptyException>(() => trip.ImportAsync(target, manifest.SetId, Token));

        error.Message.ShouldContain("database precious");
        error.Message.ShouldContain("account somebody@localhost");
        (await target.ScalarAsync("select count(*) from information_schema.schemata where schema_name in ('d', 'serverless_ops_restore')", Token)).ShouldBe("0");
    }

    [Fact]
    public async Task SetWithoutManifest_IsNoSet()
    {
        await trip.Store.DeleteAsync(StoreKeys.Manifest(Job.Database, manifest.SetId), null, Token);

        (await Should.ThrowAsync<SetWithoutManifestException>(() => trip.ImportAsync(target, manifest.SetId, Token))).Message.ShouldContain(manifest.SetId);
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("flipped")]
    [InlineData("longer")]
    [InlineData("other")]
    public async Task DamagedChunk_IsNamed_AndNothingOfItIsLoaded(string damage)
    {
        byte[] bytes = await trip.Store.ReadAllBytesAsync(Chunk, 1 << 20, Token);
        byte[] damaged = damage switch
        {
            "truncated" => bytes[..^20],
            "flipped" => [.. bytes.Select((value, i) => i == bytes.Length / 2 ? (byte)(value ^ 0x10) : value)],
            "longer" => [.. bytes, 0],
            _ => await trip.Store.ReadAllBytesAsync(
                StoreKeys.Set(Job.Database, manifest.SetId) + manifest.Tables.Single(table => table.Name == "t").Chunks[0].Name, 1 << 20, Token),
        };
        await trip.Store.PutBytesAsync(Chunk, damaged, WriteCondition.None, Token);

        ChunkDamagedException error = await Should.ThrowAsync<ChunkDamagedException>(() => trip.ImportAsync(target, manifest.SetId, Token));

        error.Message.ShouldContain(Chunk);
    }

    [Fact]
    public async Task ImportThatWasCut_StartedAgain_Succeeds_AndAnotherRunIsRefused()
    {
        byte[] bytes = await trip.Store.ReadAllBytesAsync(Chunk, 1 << 20, Token);
        await trip.Store.PutBytesAsync(Chunk, bytes.AsMemory(0, bytes.Length - 9), WriteCondition.None, Token);
        await Should.ThrowAsync<ChunkDamagedException>(() => trip.ImportAsync(target, manifest.SetId, Token));
        await trip.Store.PutBytesAsync(Chunk, bytes, WriteCondition.None, Token);

        await Should.ThrowAsync<TargetNotEmptyException>(() => trip.ImportAsync(target, manifest.SetId, Token, "restore-2"));
        ImportResult result = await trip.ImportAsync(target, manifest.SetId, Token);

        (await trip.VerifyAsync(target, manifest.SetId, Token)).Good.ShouldBeTrue();
        ImportResult again = await trip.ImportAsync(target, manifest.SetId, Token);
        (again.SetId, again.Rows, again.Seconds).ShouldBe((result.SetId, result.Rows, result.Seconds), "a lost answer is given again");
        await Should.ThrowAsync<TargetNotEmptyException>(() => trip.ImportAsync(target, manifest.SetId, Token, "restore-2"));
    }

    [Fact]
    public async Task RowsThatDoNotFit_AreFatal()
    {
        string key = StoreKeys.Manifest(Job.Database, manifest.SetId);
        TableEntry table = manifest.Tables.Single(entry => entry.Name == "t");
        DatabaseManifest narrower = manifest with
        {
            Tables = [table with { CreateStatement = table.CreateStatement.Replace("varchar(200)", "varchar(10)", StringComparison.Ordinal) }],
            Schemas = [.. manifest.Schemas.Where(schema => schema.Name == "d")],
        };
        await trip.Store.PutJsonAsync(key, narrower, FormatsJson.Default.DatabaseManifest, WriteCondition.None, Token);

        ImportWarningException error = await Should.ThrowAsync<ImportWarningException>(() => trip.ImportAsync(target, manifest.SetId, Token));

        error.Message.ShouldContain("`d`.`t`");
        error.Message.ShouldContain("Data truncated for column 'b'");
    }

    [Theory]
    [InlineData("update d.t set b = 'x' where a = 7", "digest")]
    [InlineData("delete from d.t where a = 7", "2999 rows instead of 3000")]
    [InlineData("alter table d.t drop key b", "CREATE statement")]
    [InlineData("drop table d.t", "it is missing")]
    [InlineData("create table d.more (a int)", "`d`.`more`: it is not in the set")]
    [InlineData("alter table d.t auto_increment=1; alter table d.t auto_increment=5000", "")]
    [InlineData("create view d.v as select 1", "view d.v is not in the set")]
    [InlineData("drop user ops_shipper@localhost", "account ops_shipper@localhost is missing")]
    [InlineData("grant select on d.* to ops_shipper@localhost", "account ops_shipper@localhost differs")]
    [InlineData("alter database d character set latin1", "database d")]
    public async Task TargetThatDiffers_IsToldApart(string change, string difference)
    {
        await trip.ImportAsync(target, manifest.SetId, Token);
        await target.ExecuteAsync(change, Token);

        if (difference.Length == 0)
        {
            (await trip.VerifyAsync(target, manifest.SetId, Token)).Good.ShouldBeTrue();
            return;
        }

        ImportMismatchException error = await Should.ThrowAsync<ImportMismatchException>(() => trip.VerifyAsync(target, manifest.SetId, Token));
        error.Message.ShouldContain(difference);
        ImportReport report = await trip.Store.ReadJsonAsync(
            StoreKeys.Restore("restore-1", "import-report.json"), ImportReportJson.Default.ImportReport, Token);
        report.Good.ShouldBeFalse();
    }
}
