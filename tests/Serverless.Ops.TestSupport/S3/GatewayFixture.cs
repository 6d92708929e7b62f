using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace Serverless.Ops.TestSupport.S3;

/// <summary>One gateway for the tests of a class or collection. Each test creates its own bucket.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private CephGateway? gateway;
    private string? missing;

    public CephGateway Gateway
    {
        get
        {
            if (missing is not null)
            {
                Assert.Skip(missing);
            }

            return gateway!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            gateway = await CephGateway.StartAsync(TestContext.Current.CancellationToken);
        }
        catch (MissingServerException e) when (!TestNeeds.InCi)
        {
            missing = e.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null)
        {
            await gateway.DisposeAsync();
        }
    }

    public async Task<string> NewBucketAsync()
    {
        string bucket = $"t-{Guid.NewGuid():n}";
        using AmazonS3Client client = CephGateway.Client(Gateway.Endpoint);
        await client.PutBucketAsync(bucket);
        await client.PutBucketVersioningAsync(
            new PutBucketVersioningRequest
            {
                BucketName = bucket,
                VersioningConfig = new S3BucketVersioningConfig { Status = VersionStatus.Enabled },
            }
        );
        return bucket;
    }
}
