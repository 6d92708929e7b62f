using MySqlConnector;
using Serverless.Ops.Local.Sample.Estate;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Sample.Estate;

public sealed class ProductionEstateTests(EstateFixture fixture) : IClassFixture<EstateFixture>
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Estate_OnceStarted_HasTheRowsOfItsPlan()
    {
        foreach ((string table, int rows) in fixture.Estate.Rows)
        {
            (await ScalarAsync($"select count(*) from `{Database}`.`{table}`")).ShouldBe((long)rows, table);
        }
    }

    [Theory]
    [InlineData(
        "select count(*) from information_schema.tables where table_schema = '{0}' and engine = 'MyISAM' and table_type = 'BASE TABLE'",
        2
    )]
    [InlineData("select count(*) from information_schema.views where table_schema = '{0}'", 1)]
    [InlineData("select count(*) from information_schema.triggers where trigger_schema = '{0}'", 1)]
    [InlineData("select count(*) from information_schema.routines where routine_schema = '{0}'", 2)]
    [InlineData("select count(*) from information_schema.events where event_schema = '{0}'", 1)]
    [InlineData("select count(*) from information_schema.tables where table_schema = '{0}' and table_type = 'SEQUENCE'", 1)]
    [InlineData("select count(*) from mysql.global_priv where user = '{0}'", 1)]
    [InlineData("select count(*) from `{0}`.open_suggestions", 540 * 6 / 10)]
    public async Task Estate_OnceStarted_HasEveryKindOfObject(string sql, long atLeast) =>
        (
            (long)(await ScalarAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, Database)))!
        ).ShouldBeGreaterThanOrEqualTo(atLeast);

    [Fact]
    public async Task Estate_OnceStarted_LogsWhatIsWrittenInRowsAndDurably()
    {
        (await ScalarAsync("select @@binlog_format")).ShouldBe("ROW");
        (await ScalarAsync("select @@sync_binlog + 0")).ShouldBe(1L);
        (await ScalarAsync("select @@innodb_flush_log_at_trx_commit + 0")).ShouldBe(1L);
        (await ScalarAsync("select @@log_bin + 0")).ShouldBe(1L);
    }

    [Fact]
    public async Task Estate_OnceEnrolled_HasOneLineageAndAccountsThatCanSignIn()
    {
        (await ScalarAsync("select length(id) from serverless_ops.lineage")).ShouldBe(36L);
        foreach (
            (string user, string password) in ((string, string)[])
                [("ops_dump", fixture.Estate.Secrets.DumpPassword), ("ops_shipper", fixture.Estate.Secrets.ShipperPassword)]
        )
        {
            await using var connection = new MySqlConnection(
                new MySqlConnectionStringBuilder(fixture.Estate.Server.RootConnectionString)
                {
                    UserID = user,
                    Password = password,
                }.ConnectionString
            );
            await connection.OpenAsync(Cancellation);
        }
    }

    [Fact]
    public void Estate_OnceEnrolled_HasNoPasswordInItsBinaryLogs()
    {
        string[] secrets =
        [
            fixture.Estate.Secrets.DumpPassword,
            fixture.Estate.Secrets.ShipperPassword,
            fixture.Estate.Secrets.DatabasePassword,
            fixture.Estate.Secrets.GatePassword,
            fixture.Estate.Secrets.EncryptionKey,
            fixture.Estate.Secrets.CanaryValue,
        ];
        string[] logs = Directory.GetFiles(Path.Combine(fixture.Estate.Server.Folder, "data"), "mysql-bin.0*");

        logs.ShouldNotBeEmpty();
        foreach (string log in logs)
        {
            using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            string text = reader.ReadToEnd();
            secrets.ShouldAllBe(secret => !text.Contains(secret, StringComparison.Ordinal), Path.GetFileName(log));
        }
    }

    [Theory]
    [InlineData("accounts/dump")]
    [InlineData("accounts/shipper")]
    [InlineData("accounts/target")]
    [InlineData("gate")]
    public void Parameters_OfAnEstate_AreReadableByTheirOwnerAlone(string name) =>
        File.GetUnixFileMode(Path.Combine(fixture.Parameters, "serverless-ops", "fern", name))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

    [Fact]
    public async Task Rows_OfTheSameSeed_AreTheSame()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ops-estate-");
        try
        {
            await using ProductionEstate twin = await ProductionEstate.StartAsync(
                fixture.Estate.Options with
                {
                    Folder = folder.FullName,
                    ParameterFolder = Path.Combine(folder.FullName, "parameters"),
                },
                TimeProvider.System,
                NoProgress.Instance,
                Cancellation
            );
            foreach (string table in (string[])["tabMember", "tabPayment Entry Reference", "tabVersion", "__global_search", "tabSessions"])
            {
                string sql = $"checksum table `{Database}`.`{table}`";
                (await ScalarAsync(sql, twin.Server.RootConnectionString, column: 1)).ShouldBe(await ScalarAsync(sql, column: 1), table);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private string Database => fixture.Estate.Secrets.Database;

    private async Task<object?> ScalarAsync(string sql, string? connectionString = null, int column = 0)
    {
        await using var connection = new MySqlConnection(connectionString ?? fixture.Estate.Server.RootConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new MySqlCommand(sql, connection);
        await using MySqlDataReader reader = await command.ExecuteReaderAsync(Cancellation);
        (await reader.ReadAsync(Cancellation)).ShouldBeTrue();
        return reader.GetValue(column);
    }
}
