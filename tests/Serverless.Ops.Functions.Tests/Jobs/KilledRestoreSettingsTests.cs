using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>
/// Kills imports and replays (kill -9) while they have the target's server-wide settings changed. The next run puts all of them back,
/// however it ends.
/// </summary>
[Slow]
public sealed class KilledRestoreSettingsTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IDisposable
{
    private const string Settings =
        "SELECT CONCAT_WS(',', @@global.innodb_io_capacity_max, @@global.innodb_io_capacity, @@global.innodb_max_dirty_pages_pct, "
        + "@@global.local_infile, @@global.max_allowed_packet, @@global.log_bin_trust_function_creators, "
        + "@@global.innodb_default_row_format)";
    private const string Own = "4321,321,55.000000,OFF,33554432,OFF,redundant";
    private const string Durability = "SELECT CONCAT_WS(',', @@global.innodb_flush_log_at_trx_commit, @@global.sync_binlog)";
    private readonly HostJobs jobs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => jobs.Dispose();

    [Fact]
    public async Task Import_KilledAndRunAgain_LeavesTheSettingsAsTheyWere()
    {
        string job = await KillImportAsync();

        await jobs.RunAsync("ImportDatabase", job, servers.Target);

        await ShouldBeAsBeforeAsync();
        await jobs.RunAsync("VerifyImport", job, servers.Target);
    }

    [Theory]
    [InlineData(true)] // before the first statement on the target
    [InlineData(false)] // while rows are loaded
    public async Task Import_KilledAndThenFailed_LeavesTheSettingsAsTheyWere(bool atOnce)
    {
        string job = await KillImportAsync();
        DatabaseManifest set = (await jobs.ReadCatalogueAsync(Token)).DatabaseSets.ShouldHaveSingleItem();
        string key = atOnce
            ? StoreKeys.Manifest(Job.Database, set.SetId)
            : StoreKeys.Set(Job.Database, set.SetId) + set.Tables.Single(table => table.Name == "t").Chunks[0].Name;
        await jobs.Store.DeleteAsync(key, null, Token);

        (await jobs.EndAsync("ImportDatabase", job, servers.Target)).ExitCode.ShouldBe(1);

        await ShouldBeAsBeforeAsync();
    }

    [Fact]
    public async Task Settings_ThatAPersonChangedAfterTheKill_Stay()
    {
        string job = await KillImportAsync();
        await servers.Target.ExecuteAsync("SET GLOBAL innodb_io_capacity=777", Token);

        await jobs.RunAsync("ImportDatabase", job, servers.Target);

        (await servers.Target.ScalarAsync(Settings, Token)).ShouldBe(Own.Replace("321,55", "777,55", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replay_KilledAndThenFailed_LeavesTheSettingsAsTheyWere()
    {
        string job = await PlanAsync();
        await jobs.RunAsync("ImportDatabase", job, servers.Target);
        (
            await jobs.KillWhereItStallsAsync(
                "ReplayBinlogs",
                job,
                servers.Target,
                StallingRelay.AfterStatement(servers.Target.Server.Socket, "state='applying'")
            )
        ).ShouldBeTrue();
        (await servers.Target.ScalarAsync(Settings, Token)).ShouldNotBe(Own);
        DatabaseManifest set = (await jobs.ReadCatalogueAsync(Token)).DatabaseSets.ShouldHaveSingleItem();
        await jobs.Store.DeleteAsync(StoreKeys.Manifest(Job.Database, set.SetId), null, Token);

        (await jobs.EndAsync("ReplayBinlogs", job, servers.Target)).Errors.ShouldContain("SetWithoutManifestException");

        await ShouldBeAsBeforeAsync();
    }

    private async Task<string> KillImportAsync()
    {
        string job = await PlanAsync();
        (
            await jobs.KillWhereItStallsAsync(
                "ImportDatabase",
                job,
                servers.Target,
                StallingRelay.AfterBytesOfClients(servers.Target.Server.Socket, 2_000_000)
            )
        ).ShouldBeTrue();
        (await servers.Target.ScalarAsync(Settings, Token)).ShouldBe("40000,20000,90.000000,ON,1073741824,ON,dynamic");
        (await servers.Target.ScalarAsync(Durability, Token)).ShouldBe("0,0");
        return job;
    }

    private async Task<string> PlanAsync()
    {
        await servers.Target.EmptyAsync(Token);
        await servers.Target.ExecuteAsync(
            "SET GLOBAL innodb_io_capacity_max=4321, innodb_io_capacity=321, innodb_max_dirty_pages_pct=55, local_infile=0, "
                + "max_allowed_packet=33554432, log_bin_trust_function_creators=0, innodb_default_row_format=redundant",
            Token
        );
        await servers.Source.ExecuteAsync(
            "CREATE OR REPLACE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v VARCHAR(300)); "
                + "INSERT INTO shop.t SELECT seq, REPEAT(CHAR(65 + seq % 26), 200) FROM shop.seq_1_to_20000",
            Token
        );
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", servers.Source);
        await servers.Source.ExecuteAsync("CREATE TABLE shop.u (a INT) COMMENT 'in the log'", Token);
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", servers.Source);
        return await jobs.PlanLatestAsync("restore", servers.Source);
    }

    private async Task ShouldBeAsBeforeAsync()
    {
        (await servers.Target.ScalarAsync(Settings, Token)).ShouldBe(Own);
        (await servers.Target.ScalarAsync(Durability, Token)).ShouldBe("1,1");
        (
            await servers.Target.ScalarAsync("SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'settings_before'", Token)
        ).ShouldBe("0");
    }
}
