using System.Diagnostics;
using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.DataPlane.ObjectStores.Folder;
using Serverless.Ops.Domain.Progress;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

public sealed class FullDiskTests(EnrolledSource source) : IClassFixture<EnrolledSource>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FullStore_EndsTheDump_WithoutAManifest()
    {
        string disk = Directory.CreateTempSubdirectory("ops-disk-").FullName;
        if (!await RunAsync("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk))
        {
            Environment.GetEnvironmentVariable("CI").ShouldNotBe("true", "mounting a small tmpfs must work in CI");
            Assert.Skip("mount -t tmpfs is not permitted here");
        }

        try
        {
            await source.Server.ExecuteAsync(
                "create or replace database big; use big; create table t (a int primary key, b varbinary(1000)); insert into t select seq, concat(random_bytes(1000)) from seq_1_to_12000",
                Token);
            var store = new FolderObjectStore(disk);

            await Should.ThrowAsync<StoreFullException>(() => new DatabaseDump(store, TimeProvider.System, NoProgress.Instance, new DumpOptions())
                .RunAsync(new DumpRequest("fern", "backup-1", source.Server.Endpoint, TestServer.DumpAccount), Token));

            await foreach (ObjectDescription item in store.ListAsync("sets/", Token))
            {
                item.Key.ShouldNotEndWith("manifest.json");
            }
        }
        finally
        {
            await RunAsync("umount", disk);
            Directory.Delete(disk);
        }
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0;
    }
}
