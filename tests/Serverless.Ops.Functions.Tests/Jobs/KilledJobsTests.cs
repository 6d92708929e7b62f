using System.Security.Cryptography;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>Kills backup processes with kill -9 at any moment of their work. Then checks their remains and the next run.</summary>
[Slow]
public sealed class KilledJobsTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IDisposable
{
    private readonly HostJobs jobs = new();
    private readonly Random random = new(11);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => jobs.Dispose();

    [Fact]
    public async Task Shippers_KilledInMidShip_LeaveNoSet_AndThoseAfterThemOneLineageOfTheServersBytes()
    {
        await servers.Source.ExecuteAsync(
            "CREATE OR REPLACE DATABASE shipped; CREATE TABLE shipped.t (id INT PRIMARY KEY AUTO_INCREMENT, v VARBINARY(4000))",
            Token
        );
        for (int round = 0; round < 3; round++)
        {
            for (int file = 0; file < 3; file++)
            {
                await servers.Source.ExecuteAsync(
                    "INSERT INTO shipped.t (v) SELECT REPEAT(RANDOM_BYTES(40), 100) FROM shipped.seq_1_to_12000; FLUSH BINARY LOGS",
                    Token
                );
            }

            string run = $$"""{"runId":"round-{{round}}"}""";
            for (int kill = 0; kill < 2; kill++)
            {
                (
                    await jobs.KillWhereItStallsAsync("ShipBinlogs", run, servers.Source, StallAfter(random.Next(100_000, 100_000_000)))
                ).ShouldBeTrue();
                await EndLeaseAsync(Job.Binlog);
                (await jobs.ReadCatalogueAsync(Token)).BinlogSets.Count.ShouldBe(round);
            }

            // The kill can also come after the run has ended. Then the rerun finds a finished run.
            await KillAtAnyMomentAsync("ShipBinlogs", run);
            await EndLeaseAsync(Job.Binlog);
            await jobs.RunAsync("ShipBinlogs", run, servers.Source);
        }

        IReadOnlyList<BinlogManifest> sets = (await jobs.ReadCatalogueAsync(Token)).BinlogSets;
        sets.OrderBy(set => set.StartedAt).Select(set => set.RunId).ShouldBe(["round-0", "round-1", "round-2"]);
        LogChain chain = LogChain.Build(sets).ShouldHaveSingleItem();
        // The server still writes to the last file, so this leaves it out.
        string[] files = [.. chain.Segments.Select(segment => segment.Entry.File).Distinct().SkipLast(1)];
        files.Length.ShouldBeGreaterThan(8);
        foreach (string file in files)
        {
            byte[] ofServer = await File.ReadAllBytesAsync(Path.Combine(servers.Source.Server.Folder, "data", file), Token);
            (await DigestOfShippedAsync(chain, file)).ShouldBe(Convert.ToHexString(SHA256.HashData(ofServer)), file);
        }
    }

    [Fact]
    public async Task Shipper_RightAfterOneThatWasKilled_IsToldWhoHoldsTheLeaseAndHowLong()
    {
        await servers.Source.ExecuteAsync(
            "CREATE OR REPLACE DATABASE held; CREATE TABLE held.t (v VARBINARY(4000)); "
                + "INSERT INTO held.t SELECT REPEAT(RANDOM_BYTES(40), 100) FROM held.seq_1_to_12000",
            Token
        );
        (await jobs.KillWhereItStallsAsync("ShipBinlogs", """{"runId":"killed"}""", servers.Source, StallAfter(1_000_000))).ShouldBeTrue();

        await jobs.ShouldFailAsync("ShipBinlogs", """{"runId":"next"}""", servers.Source, 75, "LeaseHeldException: ", "");
        (await jobs.EndAsync("ShipBinlogs", """{"runId":"next"}""", servers.Source)).Errors.ShouldContain("killed");
    }

    [Fact]
    public async Task Backups_KilledInMidDump_LeaveNoSet_AndTheSameRunSucceedsLater()
    {
        TestServer source = servers.Source;
        await source.ExecuteAsync(
            "CREATE OR REPLACE DATABASE dumped; CREATE TABLE dumped.t (id INT PRIMARY KEY, v VARBINARY(4000)); "
                + "CREATE TABLE dumped.m (id INT PRIMARY KEY) ENGINE=MyISAM; "
                + "INSERT INTO dumped.m VALUES (1); INSERT INTO dumped.t SELECT seq, RANDOM_BYTES(1000) FROM dumped.seq_1_to_60000",
            Token
        );
        const string run = """{"runId":"full"}""";
        const int Kills = 4;
        for (int kill = 1; kill <= Kills; kill++)
        {
            (
                await jobs.KillWhereItStallsAsync("BackUpDatabase", run, source, StallAfter(random.Next(1_000_000, 50_000_000)))
            ).ShouldBeTrue();
            (await jobs.ReadCatalogueAsync(Token)).DatabaseSets.ShouldBeEmpty();
            await jobs.ShouldFailAsync(
                "PlanRestore",
                """{"runId":"none","target":"latest"}""",
                source,
                1,
                "OnlyIncompleteSetsException: No complete database set serves 'latest'. A restore never uses sets without a manifest: ",
                "find in the runs of BackUpDatabase why"
            );

            // The server has ended the sessions of the killed process, so none of its locks is left.
            await source.ExecuteAsync(
                $"SET lock_wait_timeout = 60; INSERT INTO dumped.m VALUES ({kill + 1}); ALTER TABLE dumped.t ADD COLUMN c{kill} INT",
                Token
            );
            await EndLeaseAsync(Job.Database);
        }

        ProgramOutcome done = await jobs.RunAsync("BackUpDatabase", run, source);
        (await jobs.RunAsync("BackUpDatabase", run, source)).Output.ShouldBe(done.Output);
        (await jobs.ReadCatalogueAsync(Token)).DatabaseSets.ShouldHaveSingleItem().RunId.ShouldBe("full");
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", source);
        await servers.Target.EmptyAsync(Token);
        await jobs.ImportLatestAsync("restore", source, servers.Target);
        (await servers.Target.ScalarAsync("SELECT COUNT(*) FROM dumped.m", Token)).ShouldBe($"{Kills + 1}");
    }

    private StallingRelay StallAfter(long bytes) => StallingRelay.AfterBytesOfServer(servers.Source.Server.Socket, bytes);

    private async Task KillAtAnyMomentAsync(string function, string input)
    {
        await using RunningProgram program = jobs.Start(function, input, servers.Source);
        await Task.Delay(random.Next(0, 1_500), Token);
        program.Kill();
        ProgramOutcome end = await program.EndAsync();
        end.ExitCode.ShouldBeOneOf([0, 128 + RunningProgram.SigKill], end.Errors);
    }

    // A process that was killed before it took the lease has left no lease.
    private async Task EndLeaseAsync(Job job)
    {
        if (await jobs.Store.FindAsync(new StoreKeys("fern").Lease(job), Token) is not null)
        {
            await jobs.EndLeaseAsync(job, Token);
        }
    }

    private async Task<string> DigestOfShippedAsync(LogChain chain, string file)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long at = 0;
        foreach (ChainSegment segment in chain.Segments.Where(segment => segment.Entry.File == file))
        {
            segment.Entry.From.ShouldBe(at);
            digest.AppendData(await jobs.Store.ReadAllBytesAsync(segment.Key, int.MaxValue - 1, Token));
            at = segment.Entry.To;
        }

        return Convert.ToHexString(digest.GetHashAndReset());
    }
}
