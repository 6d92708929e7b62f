using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>Two estates have one store, and use the same run ids. Each has a source and a target of its own.</summary>
[Slow]
public sealed class TwoEstatesTests(SourceAndTarget fern, SecondSourceAndTarget oak)
    : IClassFixture<SourceAndTarget>,
        IClassFixture<SecondSourceAndTarget>,
        IDisposable
{
    private readonly HostJobs jobs = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => jobs.Dispose();

    [Fact]
    public async Task Estates_WithTheSameRunIds_EachBackUpAndRestoreTheirOwn()
    {
        await FillAsync(fern.Source, "fern");
        await FillAsync(oak.Source, "oak");
        foreach ((string estate, TestServer source) in Sources)
        {
            await RunAsync(estate, "BackUpDatabase", """{"runId":"full"}""", source);
            await source.ExecuteAsync("INSERT INTO shop.t VALUES ('after')", Token);
            await RunAsync(estate, "ShipBinlogs", """{"runId":"ship"}""", source);
        }

        foreach ((string estate, TestServer source) in Sources)
        {
            TestServer target = TargetOf(estate);
            await target.EmptyAsync(Token);
            jobs.Estate = estate;
            string job = await jobs.ImportLatestAsync("restore", source, target);
            await jobs.RunAsync("ReplayBinlogs", job, target);
            await jobs.RunAsync("VerifyReplay", job, target);
            (await target.ScalarAsync("SELECT GROUP_CONCAT(v ORDER BY v) FROM shop.t", Token)).ShouldBe($"after,{estate}");
        }
    }

    [Fact]
    public async Task Plan_OfAnotherEstate_IsRefusedByEveryJob()
    {
        await FillAsync(fern.Source, "fern");
        await RunAsync("fern", "BackUpDatabase", """{"runId":"full"}""", fern.Source);
        await jobs.PlanLatestAsync("restore", fern.Source);
        await oak.Target.EmptyAsync(Token);
        jobs.Estate = "oak";

        // MeasureDrill asks Step Functions for the restore's history first. It goes on without an answer.
        jobs.Environment["AWS_REGION"] = "us-east-1";
        jobs.Environment["AWS_ENDPOINT_URL_SFN"] = "http://127.0.0.1:1";
        jobs.Environment["AWS_ACCESS_KEY_ID"] = jobs.Environment["AWS_SECRET_ACCESS_KEY"] = "none";
        jobs.Environment["AWS_MAX_ATTEMPTS"] = "1";
        const string Plan = "\"planKey\":\"plans/fern/restore.json\"";
        const string Measured =
            "\"drillId\":\"restore\",\"target\":\"latest\",\"startedAt\":\"2026-11-22T10:00:00Z\","
            + "\"restoreStateMachineArn\":\"arn:aws:states:us-east-1:111122223333:stateMachine:restore\"";
        foreach (
            (string function, string fields) in ((string, string)[])
                [
                    ("CheckBinlogs", Plan),
                    ("ImportDatabase", Plan),
                    ("VerifyImport", Plan),
                    ("ReplayBinlogs", Plan),
                    ("VerifyReplay", Plan),
                    ("ProveDrill", $"{Plan},\"journalKey\":\"drills/oak/restore/journal.jsonl\""),
                    ("CheckWorkflows", $"{Plan},\"siteUrl\":\"http://127.0.0.1:1\""),
                    ("MeasureDrill", $"{Measured},\"restore\":{{{Plan}}}"),
                ]
        )
        {
            await jobs.ShouldFailAsync(
                function,
                $$"""{"runId":"restore",{{fields}}}""",
                oak.Target,
                1,
                "OtherEstateException: Object 'plans/fern/restore.json' belongs to the estate 'fern', "
                    + "but this program works for the estate 'oak'.",
                "check OPS_ESTATE on this machine, and the key."
            );
        }
    }

    [Fact]
    public async Task Source_OfAnotherEstate_IsRefused_AndAReusedRunIdAnswersForItsOwnSourceOnly()
    {
        await FillAsync(fern.Source, "fern");
        await FillAsync(oak.Source, "oak");
        foreach (string function in (string[])["BackUpDatabase", "ShipBinlogs"])
        {
            string first = (await RunAsync("fern", function, """{"runId":"r"}""", fern.Source)).Output;
            await jobs.ShouldFailAsync(
                function,
                """{"runId":"r"}""",
                oak.Source,
                1,
                "RunOfOtherSourceException: Run 'r' of job ",
                "start the job with another run id."
            );
            (await jobs.RunAsync(function, """{"runId":"r"}""", fern.Source)).Output.ShouldBe(first);
        }

        // This machine has the setting of the other estate.
        jobs.Estate = "oak";
        foreach (string function in (string[])["BackUpDatabase", "ShipBinlogs"])
        {
            await jobs.ShouldFailAsync(
                function,
                """{"runId":"r"}""",
                fern.Source,
                1,
                "which belongs to the estate 'fern' (set ",
                "if this server is the database of 'fern', set OPS_ESTATE=fern; "
            );
        }

        await jobs.RunAsync("BackUpDatabase", """{"runId":"r"}""", oak.Source);
        (await jobs.ReadCatalogueAsync(Token)).DatabaseSets.Select(set => set.Estate).Order().ShouldBe(["fern", "oak"]);
    }

    private (string Estate, TestServer Source)[] Sources => [("fern", fern.Source), ("oak", oak.Source)];

    private TestServer TargetOf(string estate) => estate == "fern" ? fern.Target : oak.Target;

    private Task<ProgramOutcome> RunAsync(string estate, string function, string input, TestServer server)
    {
        jobs.Estate = estate;
        return jobs.RunAsync(function, input, server);
    }

    private static Task FillAsync(TestServer source, string estate) =>
        source.ExecuteAsync(
            $"CREATE OR REPLACE DATABASE shop; CREATE TABLE shop.t (v VARCHAR(20) PRIMARY KEY); INSERT INTO shop.t VALUES ('{estate}')",
            Token
        );
}
