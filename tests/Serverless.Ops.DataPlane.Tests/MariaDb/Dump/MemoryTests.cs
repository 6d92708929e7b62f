using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

/// <summary>Peak memory does not depend on the size of the database.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
[Slow]
public sealed class MemoryTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private const long Megabyte = 1 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ManyRows_AllocateNothingEach()
    {
        await servers.Source.ExecuteAsync(
            "drop database if exists large; create or replace database many; use many; "
                + "create table t (a int primary key, b varchar(100), c datetime(6), d decimal(20,5), e text); "
                + "insert into t select seq, md5(seq), now(6), seq / 3, null from seq_1_to_500000",
            Token
        );
        using var trip = new RoundTrip
        {
            DumpOptions = new DumpOptions { Connections = 2 },
            ImportOptions = new ImportOptions { Connections = 2 },
        };

        long before = GC.GetTotalAllocatedBytes();
        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);
        long dumped = GC.GetTotalAllocatedBytes() - before;
        await servers.Target.EmptyAsync(Token);
        before = GC.GetTotalAllocatedBytes();
        await trip.ImportAsync(servers.Target, manifest.SetId, Token);
        await trip.VerifyAsync(servers.Target, manifest.SetId, Token);
        long imported = GC.GetTotalAllocatedBytes() - before;

        manifest.Tables.Single(table => table.Schema == "many").Rows.ShouldBe(500_000);
        dumped.ShouldBeLessThan(40 * Megabyte, "the dump reads two million values and must not allocate memory for each");
        imported.ShouldBeLessThan(40 * Megabyte);
    }

    [Fact]
    public async Task LargeValues_AreHeldOneAtATime()
    {
        await servers.Source.ExecuteAsync(
            "drop database if exists many; create or replace database large; use large; create table t (a int primary key, b longblob); "
                + "insert into t select seq, repeat(char(seq, 39, 92, 10), 5000000) from seq_1_to_16",
            Token
        );
        using var trip = new RoundTrip
        {
            DumpOptions = new DumpOptions { Connections = 2 },
            ImportOptions = new ImportOptions { Connections = 2 },
        };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Task<long> watching = WatchHeapAsync(stop.Token);

        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);
        await servers.Target.EmptyAsync(Token);
        await trip.ImportAsync(servers.Target, manifest.SetId, Token);
        await trip.VerifyAsync(servers.Target, manifest.SetId, Token);
        await stop.CancelAsync();

        manifest.Tables.Single(table => table.Schema == "large").TextBytes.ShouldBeGreaterThan(500 * Megabyte);
        (await watching - before).ShouldBeLessThan(300 * Megabyte);
    }

    [Fact]
    public async Task LargeValues_InManyChunks_GrowOneBuffer()
    {
        await servers.Source.ExecuteAsync(
            "drop database if exists many; create or replace database large; use large; create table t (a int primary key, b longblob); "
                + "insert into t select seq, repeat('x', 8000000) from seq_1_to_16",
            Token
        );
        using var trip = new RoundTrip
        {
            DumpOptions = new DumpOptions
            {
                Connections = 1,
                SessionsPerConnection = 1,
                ChunkTextBytes = 1_000_000,
            },
        };
        long before = GC.GetTotalAllocatedBytes();

        DatabaseManifest manifest = await trip.DumpAsync(servers.Source, "backup-1", Token);

        long allocated = GC.GetTotalAllocatedBytes() - before;
        manifest.Tables.Single(table => table.Schema == "large").Chunks.Count.ShouldBe(16);
        allocated.ShouldBeLessThan(80 * Megabyte, "with a buffer for each chunk the dump would allocate 128 MB or more");
    }

    private static async Task<long> WatchHeapAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        long most = 0;
        while (!stop.IsCancellationRequested)
        {
            // A full collection leaves only the memory that is in use. Garbage depends on the tests that ran earlier in this process.
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
            try
            {
                await timer.WaitForNextTickAsync(stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        return most;
    }
}
