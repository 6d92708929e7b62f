using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.DataPlane.ObjectStores;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Progress;
using Serverless.Ops.Domain.Storage;
using Serverless.Ops.Functions.Composition;
using Serverless.Ops.Functions.Contracts;
using Serverless.Ops.Functions.Hosting;

namespace Serverless.Ops.Functions.Handlers;

/// <summary>Host job: one full backup of the host's database.</summary>
internal sealed class BackUpDatabaseHandler(
    Settings settings, DatabaseAccounts accounts, IObjectStore store, TimeProvider time, IProgressSink progress)
{
    // A step's output is bounded; the manifest names all.
    private const int NamedAtMost = 100;

    [LambdaFunction]
    public Task<BackUpDatabaseResult> BackUpDatabase(BackUpDatabaseRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(context, async token =>
        {
            var dump = new DatabaseDump(store, time, progress, new DumpOptions());
            DatabaseManifest manifest = await dump.RunAsync(
                new DumpRequest(settings.Estate, request.RunId, settings.Database, await accounts.GetAsync("dump", token)), token);
            return Describe(manifest);
        });

    private static BackUpDatabaseResult Describe(DatabaseManifest manifest)
    {
        long textBytes = manifest.Tables.Sum(table => table.TextBytes);
        double seconds = (manifest.FinishedAt - manifest.StartedAt).TotalSeconds;
        return new BackUpDatabaseResult
        {
            SetId = manifest.SetId,
            ManifestKey = StoreKeys.Manifest(Job.Database, manifest.SetId),
            SnapshotAt = manifest.SnapshotAt,
            BinlogFile = manifest.Coordinates.File,
            BinlogPosition = manifest.Coordinates.Position,
            Gtid = manifest.Coordinates.Gtid,
            Tables = manifest.Tables.Count,
            Rows = manifest.Tables.Sum(table => table.Rows),
            TextBytes = textBytes,
            StoredBytes = manifest.Tables.Sum(table => table.Chunks.Sum(chunk => chunk.StoredBytes)),
            Seconds = seconds,
            MegabytesPerSecond = textBytes / 1e6 / Math.Max(seconds, 0.001),
            CommitsBlockedSeconds = manifest.LockCost.CommitsBlocked.TotalSeconds,
            NonTransactionalBlockedSeconds = manifest.LockCost.NonTransactionalBlocked.TotalSeconds,
            Restarts = manifest.Restarts,
            NotCarried = [.. (manifest.NotCarried ?? []).Where(item => !item.Expected).Take(NamedAtMost).Select(item => item.ToString())],
        };
    }
}
