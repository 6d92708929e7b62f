using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>The jobs of a restore on a copy of a store that takes no write. Whoever must write says that for good.</summary>
[Slow]
public sealed class ReadOnlyStoreTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IDisposable
{
    private readonly HostJobs jobs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => jobs.Dispose();

    [Fact]
    public async Task ARestore_FromAReadOnlyCopy_IsVerified_AndSaysThatItsReportsAreNotStored()
    {
        await servers.Source.ExecuteAsync(
            "CREATE OR REPLACE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY); INSERT INTO shop.t VALUES (1), (2), (3)",
            Token
        );
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", servers.Source);
        await servers.Source.ExecuteAsync("INSERT INTO shop.t VALUES (4)", Token);
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", servers.Source);
        string job = await jobs.PlanLatestAsync("restore", servers.Source);
        // A copy of the objects alone, as many programs make it, has no empty folders.
        foreach (string empty in (string[])["staging", "locks"])
        {
            Directory.Delete(Path.Combine(jobs.StoreFolder, empty), recursive: true);
        }

        await using ReadOnlyView copy = await ReadOnlyView.MountAsync(jobs.StoreFolder);
        jobs.Environment["OPS_STORE"] = $"file://{copy.Folder}";

        await jobs.RunAsync("ImportDatabase", job, servers.Target);
        ProgramOutcome imported = await jobs.RunAsync("VerifyImport", job, servers.Target);
        WarningsOf(imported).ShouldContain("import-report.json' was not stored.");
        await servers.Target.ExecuteAsync("INSERT INTO shop.t VALUES (99)", Token);
        ProgramOutcome differs = await jobs.EndAsync("VerifyImport", job, servers.Target);
        differs.Errors.ShouldContain("ImportMismatchException: "); // on a slow machine behind lines of progress
        differs.Errors.ShouldContain("import-report.json' was not stored.");
        await servers.Target.ExecuteAsync("DELETE FROM shop.t WHERE id = 99", Token);
        await jobs.RunAsync("ReplayBinlogs", job, servers.Target);
        ProgramOutcome replayed = await jobs.RunAsync("VerifyReplay", job, servers.Target);
        WarningsOf(replayed).ShouldContain("replay-report.json' was not stored.");

        foreach (
            (string function, string input) in ((string, string)[])
                [
                    ("PlanRestore", """{"runId":"other","target":"latest"}"""),
                    ("ShipBinlogs", """{"runId":"other"}"""),
                    ("BackUpDatabase", """{"runId":"other"}"""),
                ]
        )
        {
            await jobs.ShouldFailAsync(
                function,
                input,
                servers.Source,
                1,
                "StoreAccessDeniedException: ",
                "check the role's policy, the bucket's policy and the key's policy (or the folder's owner, mode and mount)."
            );
        }
    }

    private static string WarningsOf(ProgramOutcome end) =>
        string.Join('\n', end.Json["warnings"]!.AsArray().Select(text => (string)text!));
}
