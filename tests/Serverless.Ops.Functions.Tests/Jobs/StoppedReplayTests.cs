using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>Stops and kills replays in the middle of a MyISAM change that is too large for one statement.</summary>
[Slow]
public sealed class StoppedReplayTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IDisposable
{
    private const string State = "SELECT CONCAT(COUNT(*), ' ', COALESCE(BIT_XOR(CRC32(CONCAT(id, v))), 0)) FROM shop.m";
    private readonly HostJobs jobs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => jobs.Dispose();

    [Fact]
    public async Task AReplayThatIsToldToStop_FinishesTheChange_AndTheNextRunGoesOn()
    {
        string job = await ImportAsync();
        using var relay = StallingRelay.AfterStatement(servers.Target.Server.Socket, "state='applying'");
        await using RunningProgram replay = jobs.Start("ReplayBinlogs", job, servers.Target, relay);
        (await replay.ReachesAsync(relay.Stalled)).ShouldBeTrue();

        replay.Signal(RunningProgram.SigTerm);
        relay.Open();
        ProgramOutcome end = await replay.EndAsync();

        end.ExitCode.ShouldBe(143, end.Errors);
        end.Errors.ShouldContain("JobStoppedException: ReplayBinlogs was told to stop before it had ended.");
        (await servers.Target.ScalarAsync("SELECT state FROM serverless_ops_restore.replay_cursor", Token)).ShouldBe("applied");
        (await servers.Target.ScalarAsync("SELECT COUNT(*) FROM shop.t", Token)).ShouldBe("0"); // it did stop
        await jobs.RunAsync("ReplayBinlogs", job, servers.Target);
        await jobs.RunAsync("VerifyReplay", job, servers.Target);
        (await servers.Target.ScalarAsync(State, Token)).ShouldBe(await servers.Source.ScalarAsync(State, Token));
    }

    [Fact]
    public async Task AReplayThatIsKilled_SaysThatOnlyANewImportHelps()
    {
        string job = await ImportAsync();
        (
            await jobs.KillWhereItStallsAsync(
                "ReplayBinlogs",
                job,
                servers.Target,
                StallingRelay.AfterStatement(servers.Target.Server.Socket, "state='applying'")
            )
        ).ShouldBeTrue();

        await jobs.ShouldFailAsync(
            "ReplayBinlogs",
            job,
            servers.Target,
            1,
            "which no transaction covers. The server died, or the job was killed (kill -9, out of memory). "
                + "The change may be done, half done or not done.",
            "start the restore again on a fresh instance: import the set, then replay."
        );
    }

    // The deletion has 12 MB of row events.
    private async Task<string> ImportAsync()
    {
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync(
            "CREATE OR REPLACE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY); "
                + "CREATE TABLE shop.m (id INT PRIMARY KEY, v CHAR(250)) ENGINE=MyISAM; "
                + "INSERT INTO shop.m SELECT seq, REPEAT(CHAR(65 + seq % 26), 200) FROM shop.seq_1_to_60000",
            Token
        );
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", servers.Source);
        await servers.Source.ExecuteAsync("DELETE FROM shop.m WHERE id % 9 <> 0; INSERT INTO shop.t VALUES (1)", Token);
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", servers.Source);
        return await jobs.ImportLatestAsync("restore", servers.Source, servers.Target);
    }
}
