using Serverless.Ops.Functions.Tests.Hosting;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.Functions.Tests.Handlers;

/// <summary>Shipping, planning and replay as processes of the real program, with the accounts that the scripts of infra/host make.</summary>
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
            "CREATE DATABASE shop; USE shop; CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(500)); CREATE TABLE m (id INT PRIMARY KEY AUTO_INCREMENT, v TEXT) ENGINE=MyISAM; "
            + "INSERT INTO t (v) VALUES ('in the set'); INSERT INTO m (v) VALUES ('in the set')",
            Token);
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", source);
        for (int i = 0; i < 300; i++)
        {
            await source.ExecuteAsync(
                $"USE shop; INSERT INTO t (v) VALUES (REPEAT('{i % 10}', 400)); INSERT INTO m (v) VALUES ('{i}'); UPDATE t SET v = 'u{i}' WHERE id = {i / 2}"
                + (i % 30 == 7 ? $"; CREATE TABLE d{i} (a INT); INSERT INTO d{i} VALUES ({i}); ALTER TABLE d{i} ADD COLUMN b INT" : ""),
                Token);
        }

        ProgramOutcome[] race = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => jobs.EndAsync("ShipBinlogs", $$"""{"runId":"race-{{i}}"}""", source)));
        race.Select(outcome => outcome.ExitCode).ShouldContain(0);
        race.ShouldAllBe(outcome => outcome.ExitCode == 0 || (outcome.ExitCode == 75 && outcome.Errors.Contains("LeaseHeldException", StringComparison.Ordinal)));
        await HostJobs.NextSecondAsync(source, Token);
        ProgramOutcome shipped = await jobs.RunAsync("ShipBinlogs", """{"runId":"last"}""", source);
        (await jobs.RunAsync("ShipBinlogs", """{"runId":"last"}""", source)).Output.ShouldBe(shipped.Output);
        string planKey = (string)(await jobs.RunAsync("PlanRestore", """{"runId":"restore","target":"latest","purpose":"drill"}""", source)).Json["planKey"]!;
        string job = $$"""{"runId":"restore","planKey":"{{planKey}}"}""";
        await jobs.RunAsync("ImportDatabase", job, target);

        var random = new Random(7);
        int kills = 0;
        while (kills < 12)
        {
            await using RunningProgram replay = jobs.Start("ReplayBinlogs", job, target);
            await Task.Delay(random.Next(150, 900), Token); // kill -9 at any moment of start, check and replay
            if (replay.HasEnded)
            {
                break;
            }

            replay.Signal(RunningProgram.SigKill);
            kills++;
        }

        ProgramOutcome last = await jobs.RunAsync("ReplayBinlogs", job, target);
        kills.ShouldBeGreaterThan(0, last.Errors);
        ProgramOutcome verified = await jobs.RunAsync("VerifyReplay", job, target);
        ((string)verified.Json["reachedAt"]!).ShouldBe((string)last.Json["reachedAt"]!);
        foreach (string table in new[] { "t", "m", "d7", "d277" })
        {
            string checksum = $"SELECT CONCAT(COUNT(*), ' ', COALESCE(BIT_XOR(CRC32(CONCAT_WS('|', x.*))), 0)) FROM shop.{table} x".Replace("x.*", table is "t" or "m" ? "id, v" : "a, b", StringComparison.Ordinal);
            (await target.ScalarAsync(checksum, Token)).ShouldBe(await source.ScalarAsync(checksum, Token), table);
        }
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
