using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>The exit code and the text of the real program when a job cannot be done, on real servers.</summary>
public sealed class ActionableErrorsTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IDisposable
{
    private readonly HostJobs jobs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestServer Source => servers.Source;

    public void Dispose() => jobs.Dispose();

    [Fact]
    public async Task Targets_ThatCannotBeRestored_SayWhyAndWhatToAskForInstead()
    {
        await PlanFailsAsync(
            "latest",
            "NoBackupSetBeforeTargetException: There is no complete database set, so 'latest' cannot be restored.",
            "run the database backup"
        );
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", Source);
        string setId = (await jobs.ReadCatalogueAsync(Token)).DatabaseSets.Single().SetId;
        ProgramOutcome ship = await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", Source);
        var shippedThrough = DateTimeOffset.Parse((string)ship.Json["shippedThrough"]!, CultureInfo.InvariantCulture);

        await PlanFailsAsync(
            "2020-01-01T00:00:00Z",
            $"NoBackupSetBeforeTargetException: No database set was taken before 2020-01-01T00:00:00Z: the earliest is {setId} of ",
            ""
        );
        await PlanFailsAsync(
            "2099-01-01T00:00:00Z",
            "TargetInFutureException: The target 2099-01-01T00:00:00Z is in the future: the time is now ",
            "give a second that has passed, in UTC, or 'latest'."
        );
        DateTimeOffset late = shippedThrough.AddSeconds(2);
        while (TimeProvider.System.GetUtcNow() < late)
        {
            await Task.Delay(100, Token);
        }

        await PlanFailsAsync(
            $"{late:yyyy-MM-dd'T'HH:mm:ss'Z'}",
            $"TargetNotShippedException: The target {late:yyyy-MM-dd'T'HH:mm:ss'Z'} is later than the shipped logs, "
                + $"which reach to {shippedThrough:yyyy-MM-dd'T'HH:mm:ss'Z'}.",
            ""
        );
        await PlanFailsAsync("yesterday", "InvalidInputException: ", "", exitCode: 2);
    }

    [Fact]
    public async Task SetWithoutAManifest_IsNoSet_ForPlanAndImport()
    {
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", Source);
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", Source);
        string job = await jobs.PlanLatestAsync("restore", Source);
        string setId = (await jobs.ReadCatalogueAsync(Token)).DatabaseSets.Single().SetId;
        await jobs.Store.DeleteAsync(StoreKeys.Manifest(Job.Database, setId), null, Token);

        await PlanFailsAsync(
            "latest",
            "OnlyIncompleteSetsException: No complete database set serves 'latest'. "
                + $"A restore never uses sets without a manifest: {setId}.",
            "find in the runs of BackUpDatabase why"
        );
        await jobs.ShouldFailAsync(
            "ImportDatabase",
            job,
            servers.Target,
            1,
            $"SetWithoutManifestException: The database set {setId} has no manifest: its backup did not finish.",
            "plan the restore again"
        );
    }

    [Fact]
    public async Task TargetThatIsNotEmpty_IsRefusedByWhatItHolds_AndLeftAlone()
    {
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", Source);
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", Source);
        string job = await jobs.PlanLatestAsync("restore", Source);
        await servers.Target.EmptyAsync(Token);
        await servers.Target.ExecuteAsync(
            "CREATE DATABASE precious; CREATE TABLE precious.t (a INT); INSERT INTO precious.t VALUES (7)",
            Token
        );

        await jobs.ShouldFailAsync(
            "ImportDatabase",
            job,
            servers.Target,
            1,
            $"TargetNotEmptyException: The target unix:{servers.Target.Server.Socket} is not empty; it holds ",
            "restore into a fresh instance; do not empty this server until you know whose it is."
        );
        (await jobs.EndAsync("ImportDatabase", job, servers.Target)).Errors.ShouldContain("precious");
        (await servers.Target.ScalarAsync("SELECT a FROM precious.t", Token)).ShouldBe("7");
    }

    [Theory]
    [InlineData("BackUpDatabase")]
    [InlineData("ShipBinlogs")]
    public async Task BinlogFormat_ThatIsNotRow_IsRefusedWithTheStatementThatMendsIt(string function)
    {
        await Source.ExecuteAsync("SET GLOBAL binlog_format = MIXED", Token);
        try
        {
            await FailsBeforeWorkAsync(
                function,
                1,
                "BinlogFormatNotRowException: The source's binlog_format is MIXED, not ROW.",
                "set binlog_format=ROW in its configuration"
            );
        }
        finally
        {
            await Source.ExecuteAsync("SET GLOBAL binlog_format = ROW", Token);
        }
    }

    [Theory]
    [InlineData("BackUpDatabase", "EVENT", "ops_dump", "MissingGrantException: The database account 'ops_dump' lacks EVENT on *.*.")]
    [InlineData(
        "BackUpDatabase",
        "BINLOG MONITOR",
        "ops_dump",
        "MissingGrantException: The database account 'ops_dump' lacks BINLOG MONITOR on *.*."
    )]
    [InlineData(
        "ShipBinlogs",
        "BINLOG MONITOR",
        "ops_shipper",
        "MissingGrantException: The database account 'ops_shipper' lacks BINLOG MONITOR on *.*."
    )]
    [InlineData(
        "ShipBinlogs",
        "REPLICATION SLAVE",
        "ops_shipper",
        "MissingGrantException: The database account 'ops_shipper' lacks REPLICATION SLAVE on *.*."
    )]
    public async Task Grant_ThatIsMissing_IsNamedBeforeWorkStarts(string function, string grant, string account, string whatHappened)
    {
        await Source.ExecuteAsync($"REVOKE {grant} ON *.* FROM {account}@localhost", Token);
        try
        {
            await FailsBeforeWorkAsync(
                function,
                1,
                whatHappened,
                $"make the account again with exactly the needed privileges, with the passwords of the stored parameters, "
                    + $"as docs/operations/enrolment.md shows: {HostScripts.EnrollSource}"
            );
        }
        finally
        {
            await Source.ExecuteAsync($"GRANT {grant} ON *.* TO {account}@localhost", Token);
        }
    }

    [Fact]
    public async Task GrantOfTheTarget_ThatIsMissing_IsNamedBeforeAnythingIsMade()
    {
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", Source);
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", Source);
        string job = await jobs.PlanLatestAsync("restore", Source);
        await servers.Target.EmptyAsync(Token);
        await servers.Target.ExecuteAsync("REVOKE SET USER ON *.* FROM ops_target@localhost", Token);
        try
        {
            await jobs.ShouldFailAsync(
                "ImportDatabase",
                job,
                servers.Target,
                1,
                "MissingGrantException: The database account 'ops_target' lacks SET USER on *.*.",
                "make the account again with exactly the needed privileges, with the password of the stored parameter, "
                    + $"as docs/operations/enrolment.md shows: {HostScripts.PrepareTarget}"
            );
        }
        finally
        {
            await servers.Target.ExecuteAsync("GRANT SET USER ON *.* TO ops_target@localhost WITH GRANT OPTION", Token);
        }
    }

    [Theory]
    [InlineData("BackUpDatabase", "dump", "ops_dump")]
    [InlineData("ShipBinlogs", "shipper", "ops_shipper")]
    public async Task Password_ThatIsWrong_IsRefusedWithoutRepeatingIt(string function, string parameter, string account)
    {
        jobs.SetAccount(parameter, account, "guessed-wrongly");

        await FailsBeforeWorkAsync(
            function,
            1,
            $"AccountRefusedException: The database at unix:{Source.Server.Socket} refuses the account '{account}': error 1045, ",
            "compare the stored parameter of this account with the account on the server"
        );
        (await jobs.EndAsync(function, """{"runId":"again"}""", Source)).Errors.ShouldNotContain("guessed-wrongly");
    }

    [Fact]
    public async Task ShippersServerId_ThatIsTheSources_IsRefusedWithTheSettingThatMendsIt()
    {
        jobs.Environment["OPS_SHIPPER_SERVER_ID"] = "1";

        await FailsBeforeWorkAsync(
            "ShipBinlogs",
            1,
            "ShipperServerIdTakenException: The shipper's server id 1 is the source's own.",
            "set OPS_SHIPPER_SERVER_ID to an id that neither the source nor any of its replicas has."
        );
    }

    [Fact]
    public async Task ServerThatIsGoneInMidDump_IsTransient_AndSaysWhatWasBeingRead()
    {
        await using TestServer mortal = await TestServer.StartSourceAsync(Token);
        await mortal.ExecuteAsync(
            "CREATE DATABASE gone; CREATE TABLE gone.t (a INT PRIMARY KEY, v VARBINARY(1000)); "
                + "INSERT INTO gone.t SELECT seq, RANDOM_BYTES(1000) FROM gone.seq_1_to_150000",
            Token
        );
        using var relay = StallingRelay.AfterBytesOfServer(mortal.Server.Socket, 20_000_000);
        await using RunningProgram dump = jobs.Start("BackUpDatabase", """{"runId":"full"}""", mortal, relay);
        int port = relay.Port;
        (await dump.ReachesAsync(relay.Stalled)).ShouldBeTrue(dump.Errors);

        await mortal.Server.KillAsync();
        relay.Dispose();
        ProgramOutcome end = await dump.EndAsync();

        end.ExitCode.ShouldBe(75, end.Errors);
        end.Errors.ShouldContain($"ServerGoneException: The database at 127.0.0.1:{port} went away while reading `gone`.`t`");
        end.Errors.ShouldContain("next: see the server's error log");
        await jobs.ShouldFailAsync(
            "BackUpDatabase",
            """{"runId":"full"}""",
            mortal,
            75,
            $"ServerUnreachableException: The database at unix:{mortal.Server.Socket} does not answer: ",
            "check that the server runs"
        );
    }

    [Fact]
    public async Task Store_WhoseDiskIsFull_IsPermanent_AndLeavesNoSet()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 8);
        await Source.ExecuteAsync(
            "CREATE OR REPLACE DATABASE big; CREATE TABLE big.t (a INT PRIMARY KEY, v VARBINARY(1000)); "
                + "INSERT INTO big.t SELECT seq, RANDOM_BYTES(1000) FROM big.seq_1_to_12000",
            Token
        );
        jobs.Environment["OPS_STORE"] = $"file://{disk.Folder}/store";

        try
        {
            foreach (string function in (string[])["BackUpDatabase", "ShipBinlogs"])
            {
                ProgramOutcome end = await jobs.EndAsync(function, """{"runId":"full"}""", Source);
                end.ExitCode.ShouldBe(1, end.Errors);
                end.Errors.ShouldContain("StoreFullException: ");
                end.Errors.ShouldContain(" has no room left for '");
                end.Errors.ShouldContain("next: free or add space, then run the job again.");
            }

            Directory.EnumerateFiles(disk.Folder, "manifest.json*", SearchOption.AllDirectories).ShouldBeEmpty();
        }
        finally
        {
            await Source.ExecuteAsync("DROP DATABASE big", Token);
        }
    }

    [Fact]
    public async Task SessionThatSetsItsTimestamp_IsReportedByShippingAndPlan_AndStopsNothing()
    {
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", Source);
        await Source.ExecuteAsync(
            "CREATE OR REPLACE DATABASE stamped; CREATE TABLE stamped.t (a INT); "
                + "SET timestamp = 4102444800; INSERT INTO stamped.t VALUES (1); "
                + "SET timestamp = 86400; INSERT INTO stamped.t VALUES (2)",
            Token
        );

        ProgramOutcome ship = await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", Source);
        ProgramOutcome plan = await jobs.RunAsync("PlanRestore", """{"runId":"restore","target":"latest"}""", Source);
        await servers.Target.EmptyAsync(Token);
        string job = await jobs.ImportLatestAsync("restore", Source, servers.Target);
        await jobs.RunAsync("ReplayBinlogs", job, servers.Target);

        ((long)ship.Json["timestampAnomalies"]!).ShouldBe(2);
        ((int)plan.Json["warnings"]!).ShouldBeGreaterThan(0);
        (await servers.Target.ScalarAsync("SELECT SUM(a) FROM stamped.t", Token)).ShouldBe("3");
        RestoreWarnings(await jobs.Store.ReadAllBytesAsync(new StoreKeys("fern").Plan("restore"), 1 << 20, Token))
            .ShouldContain("is stamped 2038-01-19T03:14:07Z"); // the server cuts a later time to this one
    }

    private static string RestoreWarnings(byte[] plan) => System.Text.Json.Nodes.JsonNode.Parse(plan)!["warnings"]!.ToJsonString();

    private Task PlanFailsAsync(string target, string whatHappened, string nextStep, int exitCode = 1) =>
        jobs.ShouldFailAsync("PlanRestore", $$"""{"runId":"none","target":"{{target}}"}""", Source, exitCode, whatHappened, nextStep);

    private async Task FailsBeforeWorkAsync(string function, int exitCode, string whatHappened, string nextStep)
    {
        await jobs.ShouldFailAsync(function, """{"runId":"refused"}""", Source, exitCode, whatHappened, nextStep);
        await foreach (ObjectDescription stored in jobs.Store.ListAsync("sets/", Token))
        {
            Assert.Fail($"{stored.Key} was written.");
        }
    }
}
