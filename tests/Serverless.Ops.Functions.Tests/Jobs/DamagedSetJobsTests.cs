using System.Text.Json.Nodes;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>An object of a set changes in the store. The job that reads it notes that, and the next plan goes around it.</summary>
[Slow]
public sealed class DamagedSetJobsTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IDisposable
{
    private const string State = "SELECT GROUP_CONCAT(CONCAT(id, ':', v) ORDER BY id) FROM shop.t";
    private readonly HostJobs jobs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => jobs.Dispose();

    [Fact]
    public async Task AFlippedChunk_IsNotedByTheImport_AndTheNextPlanBeginsWithTheOlderSet()
    {
        (DatabaseManifest older, DatabaseManifest newer) = await BackUpTwiceAsync();
        string chunk = StoreKeys.Set(Job.Database, newer.SetId) + newer.Tables.Single(table => table.Name == "t").Chunks[0].Name;
        byte[] before = await FlipAsync(chunk);

        await jobs.ShouldFailAsync(
            "ImportDatabase",
            await jobs.PlanLatestAsync("first", servers.Source),
            servers.Target,
            1,
            $"ChunkDamagedException: The stored chunk '{chunk}' is damaged: ",
            "bring back the object's earlier version if the store has one; otherwise start the restore again with another run id"
        );
        await servers.Target.EmptyAsync(Token);
        JsonObject plan = await PlanAsync("second");
        ((string)plan["databaseSetId"]!).ShouldBe(older.SetId);
        ((string)plan["olderSet"]!["insteadOf"]!).ShouldBe(newer.SetId);
        ((long)plan["olderSet"]!["moreReplayBytes"]!).ShouldBeGreaterThan(0);
        string job = $$"""{"runId":"second","planKey":"{{plan["planKey"]}}"}""";
        foreach (string function in (string[])["ImportDatabase", "VerifyImport", "ReplayBinlogs", "VerifyReplay"])
        {
            await jobs.RunAsync(function, job, servers.Target);
        }

        (await servers.Target.ScalarAsync(State, Token)).ShouldBe(await servers.Source.ScalarAsync(State, Token));
        await jobs.ShouldFailAsync(
            "PlanRestore",
            $$"""{"runId":"third","target":"latest","set":"{{newer.SetId}}"}""",
            servers.Source,
            1,
            $"DamagedSetException: The database set {newer.SetId} is damaged, so 'latest' cannot be restored from it. ",
            $"give before:{newer.SetId} as the set, or leave the set out"
        );

        // A note is about one version of the object.
        await jobs.Store.PutBytesAsync(chunk, before, WriteCondition.None, Token);
        ((string)(await PlanAsync("fourth"))["databaseSetId"]!).ShouldBe(newer.SetId);
    }

    [Fact]
    public async Task AFlippedSegment_IsNotedBeforeTheImport_AndTheNextPlanEndsBeforeIt()
    {
        (_, DatabaseManifest newer) = await BackUpTwiceAsync();
        await ChangeAsync();
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship-2"}""", servers.Source);
        ChainSegment last = (await jobs.ReadCatalogueAsync(Token)).ChainsOf(newer.Lineage).ShouldHaveSingleItem().Segments[^1];
        string job = await jobs.PlanLatestAsync("first", servers.Source);
        await FlipAsync(last.Key);

        await jobs.ShouldFailAsync(
            "CheckBinlogs",
            job,
            servers.Target,
            1,
            $"SegmentDamagedException: The segment {last.Key} does not match its manifest: ",
            "bring back the segment's earlier version if the store has one; "
        );
        JsonObject plan = await PlanAsync("second");
        ((string)plan["replayTo"]!).ShouldBe($"{last.Entry.File}:{last.Entry.From}");
        ((int)plan["warnings"]!).ShouldBeGreaterThan(0);
        await jobs.ShouldFailAsync(
            "PlanRestore",
            $$"""{"runId":"third","target":"{{last.Entry.File}}:{{last.Entry.To}}"}""",
            servers.Source,
            1,
            last.Key,
            ""
        );
    }

    [Fact]
    public async Task AMissingChunk_IsNoted_AndAStoreThatTakesNoNotesIsSaid()
    {
        (DatabaseManifest older, DatabaseManifest newer) = await BackUpTwiceAsync();
        string chunk = StoreKeys.Set(Job.Database, newer.SetId) + newer.Tables.Single(table => table.Name == "t").Chunks[0].Name;
        string job = await jobs.PlanLatestAsync("first", servers.Source);
        await jobs.Store.DeleteAsync(chunk, null, Token);

        // A key that another program took: a note that nobody can read.
        string note = new StoreKeys("fern").DamageNote(chunk);
        await jobs.Store.PutBytesAsync(note, default, WriteCondition.None, Token);
        JsonObject warned = await PlanAsync("unreadable");
        ((string)warned["databaseSetId"]!).ShouldBe(newer.SetId);
        ((int)warned["warnings"]!).ShouldBe(1);

        (await jobs.EndAsync("ImportDatabase", job, servers.Target)).Errors.ShouldContain("ObjectNotFoundException: ");
        ((string)(await PlanAsync("second"))["databaseSetId"]!).ShouldBe(older.SetId);
    }

    private async Task<(DatabaseManifest Older, DatabaseManifest Newer)> BackUpTwiceAsync()
    {
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync(
            "CREATE OR REPLACE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v INT); "
                + "INSERT INTO shop.t SELECT seq, 0 FROM shop.seq_1_to_100",
            Token
        );
        await jobs.RunAsync("BackUpDatabase", """{"runId":"older"}""", servers.Source);
        await ChangeAsync();
        await jobs.RunAsync("BackUpDatabase", """{"runId":"newer"}""", servers.Source);
        await ChangeAsync();
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", servers.Source);
        IReadOnlyList<DatabaseManifest> sets = (await jobs.ReadCatalogueAsync(Token)).DatabaseSets;
        return (sets.Single(set => set.RunId == "older"), sets.Single(set => set.RunId == "newer"));
    }

    private Task ChangeAsync() => servers.Source.ExecuteAsync("UPDATE shop.t SET v = v + 1", Token);

    private async Task<JsonObject> PlanAsync(string runId) =>
        (await jobs.RunAsync("PlanRestore", $$"""{"runId":"{{runId}}","target":"latest"}""", servers.Source)).Json;

    // Flips a bit in the middle of an object, and returns the bytes before.
    private async Task<byte[]> FlipAsync(string key)
    {
        byte[] before = await jobs.Store.ReadAllBytesAsync(key, 1 << 26, Token);
        byte[] after = [.. before];
        after[after.Length / 2] ^= 1;
        await jobs.Store.PutBytesAsync(key, after, WriteCondition.None, Token);
        return before;
    }
}
