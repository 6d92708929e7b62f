using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>Two processes do the same work at once: after a schedule that fired twice, or when a retry starts before the first run is
/// dead.</summary>
[Slow]
public sealed class OverlappingJobsTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IDisposable
{
    private const string State =
        "SELECT CONCAT((SELECT CONCAT(COUNT(*), ' ', BIT_XOR(CRC32(CONCAT(id, v)))) FROM shop.t), ' ', (SELECT SUM(id) FROM shop.m))";
    private readonly HostJobs jobs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TestServer Source => servers.Source;

    private TestServer Target => servers.Target;

    public void Dispose() => jobs.Dispose();

    [Fact]
    public async Task Backups_ThatOverlap_OneHoldsTheLease_AndEachSetIsGoodInTheEnd()
    {
        await FillAsync();
        using var relay = StallingRelay.AfterBytesOfServer(Source.Server.Socket, 10_000_000);
        await using RunningProgram first = jobs.Start("BackUpDatabase", """{"runId":"one"}""", Source, relay);
        (await first.ReachesAsync(relay.Stalled)).ShouldBeTrue(first.Errors);
        foreach (string run in (string[])["one", "two"])
        {
            await jobs.ShouldFailAsync("BackUpDatabase", $$"""{"runId":"{{run}}"}""", Source, 75, "LeaseHeldException: ", "");
        }

        // A refused run has begun nothing.
        (await jobs.Store.FindAsync(new StoreKeys("fern").Run(Job.Database, "two"), Token)).ShouldBeNull();
        relay.Open();
        ProgramOutcome one = await first.EndAsync();
        one.ExitCode.ShouldBe(0, one.Errors);
        (await jobs.RunAsync("BackUpDatabase", """{"runId":"one"}""", Source)).Output.ShouldBe(one.Output);
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", Source);
        await Target.EmptyAsync(Token);
        await jobs.ImportLatestAsync("of-one", Source, Target);
        ProgramOutcome two = await jobs.RunAsync("BackUpDatabase", """{"runId":"two"}""", Source);
        ((string)two.Json["setId"]!).ShouldNotBe((string)one.Json["setId"]!);
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship-2"}""", Source);
        await Target.EmptyAsync(Token);
        await jobs.ImportLatestAsync("of-two", Source, Target);

        IReadOnlyList<DatabaseManifest> sets = (await jobs.ReadCatalogueAsync(Token)).DatabaseSets;
        sets.OrderBy(set => set.SnapshotAt).Select(set => set.RunId).ShouldBe(["one", "two"]);
        sets.Select(set => set.Lineage).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Backups_OfOneRun_StartedTogether_MakeOneSet()
    {
        await FillAsync();

        ProgramOutcome[] both = await TogetherAsync("BackUpDatabase", """{"runId":"same"}""", """{"runId":"same"}""", Source);

        ShouldBeOneResult(both, "LeaseHeldException: ");
        (await jobs.ReadCatalogueAsync(Token)).DatabaseSets.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ImportsOfOneRun_VerificationsAndReplays_StartedTogether_LeaveTheSource()
    {
        await FillAsync();
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", Source);
        await Source.ExecuteAsync(
            "UPDATE shop.t SET v = REVERSE(v); INSERT INTO shop.m VALUES (2); "
                + "INSERT INTO shop.t SELECT id + 1000000, v FROM shop.t LIMIT 20000",
            Token
        );
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", Source);
        await Target.EmptyAsync(Token);
        string job = await jobs.PlanLatestAsync("restore", Source);

        ShouldBeOneResult(await TogetherAsync("ImportDatabase", job, job, Target), "ImportRunningException: Another import into ");
        (await TogetherAsync("VerifyImport", job, job, Target)).ShouldAllBe(end => end.ExitCode == 0);
        ProgramOutcome[] replays = await TogetherAsync("ReplayBinlogs", job, job, Target);

        replays.ShouldContain(end => end.ExitCode == 0, string.Join('\n', replays.Select(end => end.Errors)));
        replays.ShouldAllBe(end =>
            end.ExitCode == 0
            || (
                end.ExitCode == 75
                && end.Errors.Contains("ReplayRunningException: Another replay holds the target's lock", StringComparison.Ordinal)
            )
        );
        (await TogetherAsync("VerifyReplay", job, job, Target)).ShouldAllBe(end => end.ExitCode == 0);
        (await Target.ScalarAsync(State, Token)).ShouldBe(await Source.ScalarAsync(State, Token));
    }

    [Fact]
    public async Task Imports_OfTwoRuns_StartedTogether_OneWins_AndTheTargetIsGood()
    {
        await FillAsync();
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", Source);
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", Source);
        await Target.EmptyAsync(Token);
        string[] plans = [await jobs.PlanLatestAsync("a", Source), await jobs.PlanLatestAsync("b", Source)];

        ProgramOutcome[] both = await TogetherAsync("ImportDatabase", plans[0], plans[1], Target);

        int winner = Array.FindIndex(both, end => end.ExitCode == 0);
        winner.ShouldBeGreaterThanOrEqualTo(0, both[0].Errors + both[1].Errors);
        ProgramOutcome loser = both[1 - winner];
        (loser.ExitCode, loser.Errors.Split(':')[0].Split('\n')[^1]).ShouldBeOneOf(
            (75, "ImportRunningException"),
            (1, "TargetNotEmptyException")
        );
        await jobs.RunAsync("VerifyImport", plans[winner], Target);
        await jobs.ShouldFailAsync(
            "ImportDatabase",
            plans[1 - winner],
            Target,
            1,
            "TargetNotEmptyException: The target ",
            "restore into a fresh instance"
        );
        (await jobs.RunAsync("ImportDatabase", plans[winner], Target)).Output.ShouldBe(both[winner].Output);
    }

    // Two processes that start together usually overlap with this many rows. The assertions also hold when they do not overlap.
    private Task FillAsync() =>
        Source.ExecuteAsync(
            "CREATE OR REPLACE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v VARBINARY(1000)); "
                + "CREATE TABLE shop.m (id INT PRIMARY KEY) ENGINE=MyISAM; "
                + "INSERT INTO shop.m VALUES (1); INSERT INTO shop.t SELECT seq, RANDOM_BYTES(1000) FROM shop.seq_1_to_50000",
            Token
        );

    private Task<ProgramOutcome[]> TogetherAsync(string function, string first, string second, TestServer server) =>
        Task.WhenAll(jobs.EndAsync(function, first, server), jobs.EndAsync(function, second, server));

    private static void ShouldBeOneResult(ProgramOutcome[] both, string orElse)
    {
        ProgramOutcome[] good = [.. both.Where(end => end.ExitCode == 0)];
        good.ShouldNotBeEmpty(both[0].Errors + both[1].Errors);
        good.Select(end => end.Output).Distinct().ShouldHaveSingleItem();
        both.ShouldAllBe(end => end.ExitCode == 0 || (end.ExitCode == 75 && end.Errors.Contains(orElse, StringComparison.Ordinal)));
    }
}
