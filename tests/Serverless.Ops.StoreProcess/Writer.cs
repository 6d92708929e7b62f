using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;

namespace Serverless.Ops.StoreProcess;

/// <summary>Writes and overwrites objects until the process is killed. Each line of output has one object that the store
/// acknowledged.</summary>
internal static class Writer
{
    public static async Task RunAsync(string root, int seed)
    {
        var store = new FolderObjectStore(root);
        var random = new Random(seed);
        while (true)
        {
            string key = $"sets/{random.Next(4)}/object-{random.Next(10)}";
            byte[] bytes = new byte[random.Next(0, 4) == 0 ? random.Next(2_000_000) : random.Next(5_000)];
            random.NextBytes(bytes);
            await using ObjectUpload upload = await store.CreateAsync(key, WriteCondition.None, CancellationToken.None);
            for (int at = 0; at < bytes.Length; at += 16_384)
            {
                await upload.Content.WriteAsync(bytes.AsMemory(at, Math.Min(16_384, bytes.Length - at)));
            }

            ObjectDescription stored = await upload.CompleteAsync(CancellationToken.None);
            await Console.Out.WriteLineAsync($"{key} {stored.Version} {stored.Sha256}");
        }
    }
}
