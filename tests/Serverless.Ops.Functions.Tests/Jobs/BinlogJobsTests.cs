using System.Text.Json.Nodes;
using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>Shipping, planning and replay as processes of the real program. The scripts in infra/host make their accounts.</summary>
public sealed class BinlogJobsTests : IAsyncLifetime
{
    private readonly HostJobs jobs = new();
    private TestServer source = null!;
    private TestServer target = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        source = await TestServer.StartSourceAsync(Token);
        target = await TestServer.StartTargetAsync(Token, "max-allowed-packet=1G");
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await target.DisposeAsync();
        jobs.Dispose();
    }

    [Fact]
    public async Task ShippedByRacingProcesses_ReplayedThroughKill9_IsTheSource()
    {
        await source.ExecuteAsync(
            "CREATE DATABASE shop; USE shop; CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(500)); "
                + "CREATE TABLE m (id INT PRIMARY KEY AUTO_INCREMENT, v TEXT) ENGINE=MyISAM; "
                + "INSERT INTO t (v) VALUES ('in the set'); INSERT INTO m (v) VALUES ('in the set')",
            Token
        );
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", source);
        for (int i = 0; i < 300; i++)
        {
            await source.ExecuteAsync(
                $"USE shop; INSERT INTO t (v) VALUES (REPEAT('{i % 10}', 400)); INSERT INTO m (v) VALUES ('{i}'); "
                    + $"UPDATE t SET v = 'u{i}' WHERE id = {i / 2}"
                    + (i % 30 == 7 ? $"; CREATE TABLE d{i} (a INT); INSERT INTO d{i} VALUES ({i}); ALTER TABLE d{i} ADD COLUMN b INT" : ""),
                Token
            );
        }

        ProgramOutcome[] race = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(i => jobs.EndAsync("ShipBinlogs", $$"""{"runId":"race-{{i}}"}""", source))
        );
        race.Select(outcome => outcome.ExitCode).ShouldContain(0);
        race.ShouldAllBe(outcome =>
            outcome.ExitCode == 0 || (outcome.ExitCode == 75 && outcome.Errors.Contains("LeaseHeldException", StringComparison.Ordinal))
        );
        ProgramOutcome shipped = await jobs.RunAsync("ShipBinlogs", """{"runId":"last"}""", source);
        (await jobs.RunAsync("ShipBinlogs", """{"runId":"last"}""", source)).Output.ShouldBe(shipped.Output);
        string planKey = (string)
            (await jobs.RunAsync("PlanRestore", """{"runId":"restore","target":"latest","purpose":"drill"}""", source)).Json["planKey"]!;
        string job = $$"""{"runId":"restore","planKey":"{{planKey}}"}""";
        await jobs.RunAsync("ImportDatabase", job, target);

        var random = new Random(7);
        int kills = 0;
        while (
            kills < 12
            && await jobs.KillWhereItStallsAsync(
                "ReplayBinlogs",
                job,
                target,
                StallingRelay.AfterBytesOfClients(target.Server.Socket, random.Next(2_000, 60_000))
            )
        )
        {
            kills++;
            // Also kill a replay at a random moment: while it starts, checks or replays, or after it has ended.
            await using RunningProgram replay = jobs.Start("ReplayBinlogs", job, target);
            await Task.Delay(random.Next(0, 900), Token);
            replay.Kill();
        }

        ProgramOutcome last = await jobs.RunAsync("ReplayBinlogs", job, target);
        kills.ShouldBeGreaterThan(0, last.Errors);
        ProgramOutcome verified = await jobs.RunAsync("VerifyReplay", job, target);
        ((string)verified.Json["reachedAt"]!).ShouldBe((string)last.Json["reachedAt"]!);
        foreach (string table in new[] { "t", "m", "d7", "d277" })
        {
            string checksum = $"SELECT CONCAT(COUNT(*), ' ', COALESCE(BIT_XOR(CRC32(CONCAT_WS('|', x.*))), 0)) FROM shop.{table} x".Replace(
                "x.*",
                table is "t" or "m" ? "id, v" : "a, b",
                StringComparison.Ordinal
            );
            (await target.ScalarAsync(checksum, Token)).ShouldBe(await source.ScalarAsync(checksum, Token), table);
        }
    }

    [Fact]
    public async Task AnOlderSet_ReplayedToTheNewerSetsPlace_IsComparedWithIt()
    {
        await source.ExecuteAsync("CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v VARCHAR(50))", Token);
        JsonObject older = (await jobs.RunAsync("BackUpDatabase", """{"runId":"yesterday"}""", source)).Json;
        await source.ExecuteAsync("INSERT INTO shop.t VALUES (1, 'in the log'); CREATE VIEW shop.v AS SELECT * FROM shop.t", Token);
        JsonObject newer = (await jobs.RunAsync("BackUpDatabase", """{"runId":"tonight"}""", source)).Json;
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", source);
        string place = $"{newer["binlogFile"]}:{newer["binlogPosition"]}";
        JsonObject plan = (
            await jobs.RunAsync("PlanRestore", $$"""{"runId":"proof","target":"{{place}}","set":"before:{{newer["setId"]}}"}""", source)
        ).Json;
        ((string)plan["databaseSetId"]!).ShouldBe((string)older["setId"]!);
        string job = $$"""{"runId":"proof","planKey":"{{plan["planKey"]}}"}""";
        string compare = $$"""{"runId":"proof","planKey":"{{plan["planKey"]}}","setId":"{{newer["setId"]}}"}""";
        await jobs.RunAsync("ImportDatabase", job, target);
        await jobs.RunAsync("ReplayBinlogs", job, target);

        JsonObject equal = (await jobs.RunAsync("VerifyAgainstSet", compare, target)).Json;

        ((int)equal["rows"]!).ShouldBe(2); // with the lineage
        ((string)equal["restoredFrom"]!).ShouldBe((string)older["setId"]!);
        await target.ExecuteAsync("DELETE FROM shop.t", Token);
        await jobs.ShouldFailAsync(
            "VerifyAgainstSet",
            compare,
            target,
            exitCode: 1,
            $"Set {older["setId"]} and the log up to set {newer["setId"]} do not give the state of set {newer["setId"]}.",
            $"read {equal["reportKey"]} for the whole list; until the cause is known, restore from set {newer["setId"]} or a later set; "
                + "keep both sets and this target, and report it."
        );
    }

    [Fact]
    public async Task PlacesInTheLog_AreTargetsFromPlanToVerification()
    {
        await source.ExecuteAsync(
            "CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v VARCHAR(50)); INSERT INTO shop.t VALUES (1, 'in the set')",
            Token
        );
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", source);
        await source.ExecuteAsync("INSERT INTO shop.t VALUES (2, 'the last good one')", Token);
        string good = (await source.ScalarAsync("SELECT @@gtid_binlog_pos", Token))!;
        await source.ExecuteAsync("DELETE FROM shop.t", Token);
        string bad = (await source.ScalarAsync("SELECT @@gtid_binlog_pos", Token))!;
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", source);

        JsonObject without = (
            await jobs.RunAsync("PlanRestore", $$"""{"runId":"without","target":"before:{{bad}}","purpose":"production"}""", source)
        ).Json;
        JsonObject with = (
            await jobs.RunAsync("PlanRestore", $$"""{"runId":"with","target":"{{good}}","purpose":"production"}""", source)
        ).Json;
        JsonObject to = (
            await jobs.RunAsync("PlanRestore", $$"""{"runId":"to","target":"{{without["replayTo"]}}","purpose":"production"}""", source)
        ).Json;
        foreach (JsonObject? plan in new[] { with, to })
        {
            ((string)plan["replayTo"]!).ShouldBe((string)without["replayTo"]!);
            ((string)plan["gtid"]!).ShouldBe(good);
            ((double)plan["expectedLossSeconds"]!).ShouldBe(0);
        }

        string job = $$"""{"runId":"without","planKey":"{{without["planKey"]}}"}""";
        await jobs.RunAsync("ImportDatabase", job, target);
        await jobs.RunAsync("ReplayBinlogs", job, target);
        ProgramOutcome verified = await jobs.RunAsync("VerifyReplay", job, target);
        ((string)verified.Json["gtid"]!).ShouldBe(good);
        ((string)verified.Json["reachedAt"]!).ShouldBe((string)without["replayTo"]!);
        (await target.ScalarAsync("SELECT GROUP_CONCAT(v ORDER BY id) FROM shop.t", Token)).ShouldBe("in the set,the last good one");
    }

    [Theory]
    [InlineData("mysql-bin.000001:4", "", "PlaceBeforeSetsException", "or later")]
    [InlineData("mysql-bin.999999:4", "", "PlaceNotShippedException", "run ShipBinlogs")]
    [InlineData("0-1-999999", "", "PlaceNotShippedException", "run ShipBinlogs")]
    [InlineData("0-1-1", "", "PlaceBeforeSetsException", "or later")]
    [InlineData("9-1-1", "", "GtidNotInLogException", "domain-server-sequence")]
    [InlineData("mysql-bin.000001", "", "InvalidInputException", "before:0-1-4711")]
    [InlineData("0-1-1", "\",\"purpose\":\"drill", "PlaceNotProvableException", "drill to a whole UTC second")]
    public async Task PlanRestore_OfAPlaceThatCannotBeHad_FailsWithItsCodeAndNextStep(
        string asked,
        string purpose,
        string code,
        string next
    )
    {
        await source.ExecuteAsync("CREATE DATABASE shop", Token);
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", source);
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", source);

        ProgramOutcome end = await jobs.EndAsync("PlanRestore", $$"""{"runId":"none","target":"{{asked}}{{purpose}}"}""", source);

        end.Errors.ShouldContain(code);
        end.Errors.ShouldContain(next);
        end.ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task PlanRestore_Help_NamesEveryFormOfATarget()
    {
        ProgramOutcome help = await jobs.EndAsync("PlanRestore", "--help", source);

        help.Output.ShouldContain("mysql-bin.000042:1234");
        help.Output.ShouldContain("before:0-1-4711");
    }

    [Fact]
    public async Task PlanRestore_OfAnEmptyStore_FailsWithItsCodeAndNextStep()
    {
        ProgramOutcome end = await jobs.EndAsync("PlanRestore", """{"runId":"none","target":"latest"}""", source);

        end.ExitCode.ShouldBe(1);
        end.Errors.ShouldContain("NoBackupSetBeforeTargetException");
        end.Errors.ShouldContain("run the database backup");
    }
}
