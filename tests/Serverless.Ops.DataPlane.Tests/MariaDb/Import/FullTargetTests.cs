using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Import;

public sealed class FullTargetTests(EnrolledSource source) : IClassFixture<EnrolledSource>
{
    private const int Megabytes = 400;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("InnoDB")]
    [InlineData("MyISAM")] // on a full disk the server waits for room with MyISAM and Aria
    [InlineData("Aria")]
    public async Task FullDataFolder_EndsTheImport_AndTheSameRunSucceedsOnceThereIsRoomAndTheServerBegunAnew(string engine)
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(Megabytes);
        using RoundTrip trip = NewTrip();
        DatabaseManifest set = await DumpBigAsync(trip, engine);
        await using TestServer target = await TestServer.StartTargetInAsync(Path.Combine(disk.Folder, "target"), Token);
        disk.Fill(leaveMegabytes: 5);

        ServerDiskFullException full = await Should.ThrowAsync<ServerDiskFullException>(() => trip.ImportAsync(target, set.SetId, Token));

        full.Message.ShouldContain(target.Endpoint.ToString());
        full.Message.ShouldContain("`big`.`t`");
        disk.Free();
        await target.RestartAsync(Token);
        await trip.ImportAsync(target, set.SetId, Token);
        (await trip.VerifyAsync(target, set.SetId, Token)).Tables.SelectMany(table => table.Differences).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("InnoDB")]
    [InlineData("MyISAM")]
    public async Task FullDataFolder_WhileKeysAreBuilt_EndsTheImport(string engine)
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(Megabytes);
        using RoundTrip trip = NewTrip();
        DatabaseManifest set = await DumpBigAsync(trip, engine);
        await using TestServer target = await TestServer.StartTargetInAsync(Path.Combine(disk.Folder, "target"), Token);

        // Room for the rows (12 MB), but not for the keys. These are larger, and are built beside a copy or in a file that grows in steps.
        disk.Fill(leaveMegabytes: 30);

        ServerDiskFullException full = await Should.ThrowAsync<ServerDiskFullException>(() => trip.ImportAsync(target, set.SetId, Token));

        full.Message.ShouldContain("building keys of `big`.`t`");
    }

    [Fact]
    public async Task FullTemporaryFolder_EndsTheImport_WhileItBuildsKeys()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 3);
        using RoundTrip trip = NewTrip();
        DatabaseManifest set = await DumpBigAsync(trip, "InnoDB");
        await using TestServer target = await TestServer.StartTargetAsync(Token, $"tmpdir={disk.Folder}");

        ServerDiskFullException full = await Should.ThrowAsync<ServerDiskFullException>(() => trip.ImportAsync(target, set.SetId, Token));

        full.Message.ShouldContain("building keys of `big`.`t`");
        full.NextStep.ShouldContain("tmpdir");
    }

    private static RoundTrip NewTrip()
    {
        var trip = new RoundTrip();
        trip.DumpOptions = trip.DumpOptions with { ChunkTextBytes = 4_000_000, StatementBytes = 1_000_000 };
        return trip;
    }

    private async Task<DatabaseManifest> DumpBigAsync(RoundTrip trip, string engine)
    {
        await source.Server.ExecuteAsync(
            "create or replace database big; use big; "
                + "create table t (a int primary key, b varbinary(1000), key (b(900)), key (a, b(900)), key (b(890))) "
                + $"engine={engine}; insert into t select seq, random_bytes(1000) from seq_1_to_12000",
            Token
        );
        return await trip.DumpAsync(source.Server, $"backup-{engine}", Token);
    }
}
