using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

public sealed class FullDiskTests(EnrolledSource source) : IClassFixture<EnrolledSource>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FullStore_EndsTheDump_WithoutAManifest()
    {
        await using SmallDisk disk = await SmallDisk.MountAsync(megabytes: 8);
        await source.Server.ExecuteAsync(
            "create or replace database big; use big; create table t (a int primary key, b varbinary(1000)); "
                + "insert into t select seq, concat(random_bytes(1000)) from seq_1_to_12000",
            Token
        );
        var store = new FolderObjectStore(disk.Folder);

        await Should.ThrowAsync<StoreFullException>(() =>
            new DatabaseDump(store, TimeProvider.System, NoProgress.Instance, new DumpOptions()).RunAsync(
                new DumpRequest("fern", "backup-1", source.Server.Endpoint, TestServer.DumpAccount),
                Token
            )
        );

        await foreach (ObjectDescription item in store.ListAsync("sets/", Token))
        {
            item.Key.ShouldNotEndWith("manifest.json");
        }
    }
}
