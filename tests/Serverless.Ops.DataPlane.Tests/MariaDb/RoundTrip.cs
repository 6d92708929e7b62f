using System.Security.Cryptography;
using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.DataPlane.MariaDb.Import;
using Serverless.Ops.DataPlane.MariaDb.Import.Load;
using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.Domain.StoreLayout;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb;

/// <summary>A store in a temporary folder, with the dump, import and verification that the handlers run.</summary>
internal sealed class RoundTrip : IDisposable
{
    public RoundTrip() => Store = new FolderObjectStore(Folder);

    public string Folder { get; } = Directory.CreateTempSubdirectory("ops-store-").FullName;

    /// <summary>The folder store, or a wrapper that a test put around it.</summary>
    public IObjectStore Store { get; set; }

    /// <summary>Calls the function before each object of rows is written.</summary>
    public void BeforeChunks(Func<Task> act)
    {
        IObjectStore inner = Store;
        Store = new HookedStore(inner, key => key.Contains("/rows/", StringComparison.Ordinal) ? act() : Task.CompletedTask);
    }

    /// <summary>Small chunks and statements, so that little data crosses every boundary.</summary>
    public DumpOptions DumpOptions { get; set; } =
        new()
        {
            Connections = 3,
            ChunkTextBytes = 20_000,
            StatementBytes = 1_000,
        };

    /// <summary>Hears the dump's progress. The dump waits until the call returns, so a test can act in the middle of it.</summary>
    public IProgressSink DumpProgress { get; set; } = NoProgress.Instance;

    public ImportOptions ImportOptions { get; set; } = new() { Connections = 3, DeferIndexesFromBytes = 0 };

    public Task<DatabaseManifest> DumpAsync(TestServer source, string runId, CancellationToken cancellationToken) =>
        new DatabaseDump(Store, TimeProvider.System, DumpProgress, DumpOptions).RunAsync(
            new DumpRequest("fern", runId, source.Endpoint, TestServer.DumpAccount),
            cancellationToken
        );

    public async Task<ImportResult> ImportAsync(
        TestServer target,
        string setId,
        CancellationToken cancellationToken,
        string runId = "restore-1"
    ) =>
        await new DatabaseImport(Store, NoProgress.Instance, ImportOptions).RunAsync(
            await RequestAsync(target, setId, runId, cancellationToken),
            cancellationToken
        );

    public Task<ImportResult> ImportAsync(TestServer target, PlannedSet set, string runId, CancellationToken cancellationToken) =>
        new DatabaseImport(Store, NoProgress.Instance, ImportOptions).RunAsync(
            new ImportRequest(runId, set, target.Endpoint, TestServer.TargetAccount),
            cancellationToken
        );

    public async Task<ImportReport> VerifyAsync(
        TestServer target,
        string setId,
        CancellationToken cancellationToken,
        string runId = "restore-1"
    ) =>
        await new ImportVerification(Store, NoProgress.Instance, ImportOptions).RunAsync(
            await RequestAsync(target, setId, runId, cancellationToken),
            cancellationToken
        );

    /// <summary>A set with the manifest that the store has now, as in a plan that was just made.</summary>
    public static async Task<PlannedSet> PlannedAsync(IObjectStore store, string setId, CancellationToken cancellationToken)
    {
        string key = StoreKeys.Manifest(Job.Database, setId);
        string? sha256 = await store.FindAsync(key, cancellationToken) is null
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(await store.ReadAllBytesAsync(key, 1 << 26, cancellationToken)));
        return new PlannedSet("fern", setId, sha256);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task<ImportRequest> RequestAsync(TestServer target, string setId, string runId, CancellationToken cancellationToken) =>
        new(runId, await PlannedAsync(Store, setId, cancellationToken), target.Endpoint, TestServer.TargetAccount);
}
