using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using Serverless.Ops.Functions.Tests.Program;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;
using Serverless.Ops.TestSupport.S3;

namespace Serverless.Ops.Functions.Tests.Jobs;

/// <summary>Backup and restore as processes of the real program. Their store is a bucket of a real S3 server.</summary>
[Slow]
public sealed class S3StoreJobsTests(GatewayFixture gateway, SourceAndTarget servers)
    : IClassFixture<GatewayFixture>,
        IClassFixture<SourceAndTarget>
{
    private const string Key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    // RowBytes times Rows is more than one part of an upload, so chunks and segments are uploaded in parts.
    private const int RowBytes = 1000;
    private const int Rows = 12_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chain_StraightToTheServer_RestoresTheSource()
    {
        string bucket = await gateway.NewBucketAsync();
        using HostJobs jobs = Jobs(gateway.Gateway.Endpoint, bucket);

        await BackUpAndRestoreAsync(jobs);

        using AmazonS3Client client = CephGateway.Client(gateway.Gateway.Endpoint);
        ListObjectsV2Response objects = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket }, Token);
        objects.S3Objects.ShouldAllBe(stored => stored.Key.StartsWith("estates/fern/", StringComparison.Ordinal));
        objects.S3Objects.ShouldContain(stored => stored.Size > Rows * RowBytes);
    }

    [Fact]
    public async Task Chain_WithAKmsKey_EncryptsEveryObjectWithIt_AndRestoresTheSource()
    {
        await using S3Proxy proxy = await S3Proxy.StartAsync(gateway.Gateway.Endpoint);
        proxy.DemandedKmsKey = Key;
        using HostJobs jobs = Jobs(proxy.Endpoint, await gateway.NewBucketAsync());
        await jobs.ShouldFailAsync(
            "BackUpDatabase",
            """{"runId":"unencrypted"}""",
            servers.Source,
            1,
            "StoreAccessDeniedException: ",
            "check the role's policy"
        );
        int refused = proxy.Seen.Count;
        jobs.Environment["OPS_STORE_KMS_KEY"] = Key;

        await BackUpAndRestoreAsync(jobs);

        SeenRequest[] creates = [.. proxy.Seen.Skip(refused).Where(request => request.IsPut || request.IsInitiate)];
        creates.Count(request => request.IsPut).ShouldBeGreaterThan(10);
        creates.Count(request => request.IsInitiate).ShouldBeGreaterThan(1);
        creates.ShouldAllBe(request =>
            request.Header("x-amz-server-side-encryption") == "aws:kms"
            && request.Header("x-amz-server-side-encryption-aws-kms-key-id") == Key
        );
    }

    [Fact]
    public async Task Bucket_ThatDoesNotExist_IsNamed()
    {
        using HostJobs jobs = Jobs(gateway.Gateway.Endpoint, "no-such-bucket");

        await jobs.ShouldFailAsync(
            "BackUpDatabase",
            """{"runId":"full"}""",
            servers.Source,
            1,
            "StoreNotFoundException: s3://no-such-bucket/estates/fern does not exist.",
            "correct OPS_STORE"
        );
    }

    private static HostJobs Jobs(Uri endpoint, string bucket)
    {
        var jobs = new HostJobs();

        // The endpoint is a host name. Without path addressing the SDK would put the bucket's name into the host name.
        jobs.Environment["AWS_ENDPOINT_URL_S3"] = $"http://localhost:{endpoint.Port.ToString(CultureInfo.InvariantCulture)}";
        jobs.Environment["AWS_REGION"] = "us-east-1";
        jobs.Environment["AWS_ACCESS_KEY_ID"] = CephGateway.AccessKey;
        jobs.Environment["AWS_SECRET_ACCESS_KEY"] = CephGateway.SecretKey;
        jobs.Environment["OPS_STORE"] = $"s3://{bucket}/estates/fern";
        jobs.Environment["OPS_STORE_ADDRESSING"] = "path";
        return jobs;
    }

    private async Task BackUpAndRestoreAsync(HostJobs jobs)
    {
        (TestServer source, TestServer target) = (servers.Source, servers.Target);
        await target.EmptyAsync(Token);
        await source.ExecuteAsync(
            $"CREATE OR REPLACE DATABASE shop; USE shop; CREATE TABLE t (id INT PRIMARY KEY, v VARBINARY({RowBytes})); "
                + "CREATE TABLE m (id INT PRIMARY KEY) ENGINE=MyISAM; "
                + $"INSERT INTO t SELECT seq, RANDOM_BYTES({RowBytes}) FROM seq_1_to_{Rows}; INSERT INTO m VALUES (1)",
            Token
        );
        await jobs.RunAsync("BackUpDatabase", """{"runId":"full"}""", source);
        await source.ExecuteAsync(
            $"USE shop; UPDATE t SET v = RANDOM_BYTES({RowBytes}) WHERE id > 5; "
                + "CREATE TABLE d (a INT); INSERT INTO d VALUES (1); INSERT INTO m VALUES (2)",
            Token
        );
        await jobs.RunAsync("ShipBinlogs", """{"runId":"ship"}""", source);
        ProgramOutcome plan = await jobs.RunAsync("PlanRestore", """{"runId":"restore","target":"latest"}""", source);
        string job = $$"""{"runId":"restore","planKey":"{{(string)plan.Json["planKey"]!}}"}""";
        foreach (string function in (string[])["CheckBinlogs", "ImportDatabase", "VerifyImport", "ReplayBinlogs", "VerifyReplay"])
        {
            await jobs.RunAsync(function, job, target);
        }

        foreach (
            string state in (string[])
                [
                    "SELECT CONCAT(COUNT(*), ' ', BIT_XOR(CRC32(CONCAT(id, v)))) FROM shop.t",
                    "SELECT CONCAT((SELECT SUM(id) FROM shop.m), ' ', (SELECT SUM(a) FROM shop.d))",
                ]
        )
        {
            (await target.ScalarAsync(state, Token)).ShouldBe(await source.ScalarAsync(state, Token));
        }
    }
}
