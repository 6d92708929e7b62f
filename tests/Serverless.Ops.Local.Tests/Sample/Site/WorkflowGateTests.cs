using System.Text.Json.Nodes;
using MySqlConnector;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Secrets;
using Serverless.Ops.DataPlane.Site.Config;
using Serverless.Ops.DataPlane.Site.Gate;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Gate;
using Serverless.Ops.Local.Sample.Site;
using Serverless.Ops.Local.Tests.Sample.Estate;

namespace Serverless.Ops.Local.Tests.Sample.Site;

/// <summary>The workflow gate on a real site and a real database: undamaged, and with each damage that the gate must find.</summary>
public sealed class WorkflowGateTests(EstateFixture fixture) : IClassFixture<EstateFixture>
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gate_OnAClosedSite_PassesTwiceInARow()
    {
        Uri gate = await SitePointing.PointAsync(
            fixture.Estate.SiteFolder,
            MariaDbEndpoint.Parse(fixture.Estate.DatabaseAddress),
            Cancellation
        );

        for (int i = 0; i < 2; i++)
        {
            WorkflowReport report = await CheckAsync(gate);
            report.Passed.ShouldBeTrue(string.Join('\n', report.Workflows));
            report
                .Workflows.Select(workflow => workflow.Workflow)
                .ShouldBe(["login", "member search", "status approval", "payment entry", "media feed", "encryption key"]);
        }

        SiteConfig config = await SiteConfigFile.ReadAsync(fixture.Estate.SiteFolder, Cancellation);
        (config.MaintenanceMode, config.MuteEmails, config.PauseScheduler).ShouldBe((true, true, true));
        config.EncryptionKey.ShouldBe(fixture.Estate.Secrets.EncryptionKey);
        config.DatabaseSocket.ShouldBe(fixture.Estate.Server.Socket);
        (await CheckAsync(fixture.Site.PublicUrl)).Workflows.ShouldAllBe(workflow => workflow.Verdict == Verdict.Failed);
    }

    [Fact]
    public async Task Gate_OnASiteThatComesUpLate_WaitsForIt()
    {
        await using var late = new Forwarder(fixture.Site.GateUrl.Port);
        Task<WorkflowReport> checking = CheckAsync(late.Url);
        await Should.ThrowAsync<TimeoutException>(() => checking.WaitAsync(TimeSpan.FromSeconds(1), Cancellation));

        late.Open();

        (await checking).Passed.ShouldBeTrue();
    }

    [Fact]
    public async Task Gate_OnASiteThatNeverAnswers_IsNoVerdict()
    {
        await using var never = new Forwarder(fixture.Site.GateUrl.Port);

        await Should.ThrowAsync<SiteUnreachableException>(() =>
            new WorkflowGate(never.Url, "run-1", TimeProvider.System, TimeSpan.FromSeconds(1)).CheckAsync(
                "gate",
                new SecretText(
                    """{"usr":"u","pwd":"p","member":"m","suggestion":"s","canary":"""
                        + """{"doctype":"d","name":"n","fieldname":"f","sha256":"0"}}"""
                ),
                Cancellation
            )
        );
    }

    [Theory]
    [InlineData("login", "update `__Auth` set password = 'x' where name = 'gate@fern.example'", "select 1")]
    [InlineData(
        "member search",
        "delete from `__global_search` where name = 'MEM-GATE'",
        "insert into `__global_search` (doctype, name, title, content, route) "
            + "values ('Member', 'MEM-GATE', 'Gate Keeper', 'Member Name : Gate Keeper', 'members/MEM-GATE')"
    )]
    [InlineData("status approval", "rename table `tabVersion` to `lost`", "rename table `lost` to `tabVersion`")]
    [InlineData(
        "payment entry",
        "rename table `tabPayment Entry Reference` to `lost`",
        "rename table `lost` to `tabPayment Entry Reference`"
    )]
    [InlineData("media feed", "rename table `tabFile` to `lost`", "rename table `lost` to `tabFile`")]
    public async Task Gate_OnADamagedDatabase_FailsThatWorkflow(string workflow, string damage, string repair)
    {
        string hash = (string)
            (await ScalarAsync("select password from `__Auth` where name = 'gate@fern.example' and fieldname = 'password'"))!;
        await ScalarAsync(damage);
        WorkflowReport report = await CheckAsync(fixture.Site.GateUrl);
        await ScalarAsync(repair);
        await ScalarAsync($"update `__Auth` set password = '{hash}' where name = 'gate@fern.example' and fieldname = 'password'");

        report.Passed.ShouldBeFalse();
        report.Workflows.Single(one => one.Workflow == workflow).Verdict.ShouldBe(Verdict.Failed);
        report.Workflows.ShouldAllBe(one => one.Reason.Length > 0);
    }

    [Fact]
    public async Task Gate_WithASwappedKey_FailsAndNamesIt()
    {
        SiteConfig right = await SiteConfigFile.ReadAsync(fixture.Estate.SiteFolder, Cancellation);
        await SiteConfigFile.WriteAsync(
            fixture.Estate.SiteFolder,
            right.With(new KeyValuePair<string, JsonNode?>("encryption_key", Fernet.NewKey())),
            Cancellation
        );
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ops-gate-");
        try
        {
            var store = new FolderObjectStore(folder.FullName);
            WorkflowGateFailedException failed = await Should.ThrowAsync<WorkflowGateFailedException>(() =>
                new WorkflowChecking(store, new FolderParameterStore(fixture.Parameters), "fern", TimeProvider.System).CheckAsync(
                    "run-1",
                    fixture.Site.GateUrl,
                    Cancellation
                )
            );

            failed.Message.ShouldContain("encryption key");
            WorkflowReport stored = await store.ReadJsonAsync(
                "restores/fern/run-1/workflows.json",
                WorkflowJson.Default.WorkflowReport,
                Cancellation
            );
            stored.Workflows.Where(one => one.Verdict != Verdict.Good).Select(one => one.Workflow).ShouldBe(["encryption key"]);
        }
        finally
        {
            await SiteConfigFile.WriteAsync(fixture.Estate.SiteFolder, right, Cancellation);
            folder.Delete(recursive: true);
        }
    }

    private async Task<WorkflowReport> CheckAsync(Uri site) =>
        await new WorkflowGate(site, "run-1", TimeProvider.System).CheckAsync(
            "gate",
            await new FolderParameterStore(fixture.Parameters).GetSecretAsync("/serverless-ops/fern/gate", Cancellation),
            Cancellation
        );

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new MySqlConnection(fixture.Estate.Server.RootConnectionString);
        await connection.OpenAsync(Cancellation);
        await connection.ChangeDatabaseAsync(fixture.Estate.Secrets.Database, Cancellation);
        await using var command = new MySqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
