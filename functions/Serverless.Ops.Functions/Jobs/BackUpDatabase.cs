using Amazon.Lambda.Annotations;
using Amazon.Lambda.Core;
using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.Functions.Program;
using Serverless.Ops.Functions.Program.Settings;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>Asks for a backup of this host's database. The same run id finds the same set again.</summary>
public sealed record BackUpDatabaseRequest
{
    public required string RunId { get; init; }
}

/// <summary>The database set that a run wrote.</summary>
public sealed record BackUpDatabaseResult
{
    // A state's output is bounded. The manifest lists every item.
    private const int NamedAtMost = 100;

    public required string SetId { get; init; }
    public required string ManifestKey { get; init; }
    public required DateTimeOffset SnapshotAt { get; init; }
    public required string BinlogFile { get; init; }
    public required long BinlogPosition { get; init; }
    public required string Gtid { get; init; }
    public required int Tables { get; init; }
    public required long Rows { get; init; }
    public required long TextBytes { get; init; }
    public required long StoredBytes { get; init; }

    /// <summary>Time from the run's start until the manifest was stored.</summary>
    public required double Seconds { get; init; }
    public required double MegabytesPerSecond { get; init; }

    /// <summary>How long commits waited for the snapshot.</summary>
    public required double CommitsBlockedSeconds { get; init; }

    /// <summary>How long writes to non-transactional tables waited.</summary>
    public required double NonTransactionalBlockedSeconds { get; init; }

    /// <summary>How many times DDL forced the dump to start again.</summary>
    public required int Restarts { get; init; }

    /// <summary>
    /// Objects of the source that the set does not contain, each with the reason. A person may miss them after a restore.
    /// Objects that every server has are listed in the manifest only.
    /// </summary>
    public required IReadOnlyList<string> NotCarried { get; init; }

    internal static BackUpDatabaseResult Of(DatabaseManifest manifest)
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

/// <summary>Host job: one full backup of the host's database.</summary>
internal sealed class BackUpDatabaseHandler(
    ProgramSettings settings,
    DatabaseAccounts accounts,
    IObjectStore store,
    TimeProvider time,
    IProgressSink progress
)
{
    [LambdaFunction]
    public Task<BackUpDatabaseResult> BackUpDatabase(BackUpDatabaseRequest request, ILambdaContext context) =>
        InvocationDeadline.RunAsync(
            context,
            async token =>
            {
                var dump = new DatabaseDump(store, time, progress, new DumpOptions());
                DatabaseManifest manifest = await dump.RunAsync(
                    new DumpRequest(settings.Estate, request.RunId, settings.Database, await accounts.GetAsync("dump", token)),
                    token
                );
                return BackUpDatabaseResult.Of(manifest);
            }
        );
}
