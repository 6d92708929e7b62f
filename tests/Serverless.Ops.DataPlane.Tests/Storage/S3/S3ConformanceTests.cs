using Amazon.S3;
using Amazon.S3.Model;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.S3;
using Serverless.Ops.DataPlane.Tests.Storage.Contract;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.S3;

namespace Serverless.Ops.DataPlane.Tests.Storage.S3;

[Collection(GatewayCollection.Name)]
[Slow]
public sealed class S3ConformanceTests(GatewayFixture fixture) : ObjectStoreConformance, IAsyncLifetime
{
    private S3ObjectStore store = null!;
    private S3Proxy proxy = null!;
    private AmazonS3Client client = null!;
    private string bucket = null!;

    protected override int Boundary => S3StoreOptions.SmallestPartBytes;

    protected override IObjectStore Store => store;

    public async ValueTask InitializeAsync()
    {
        bucket = await fixture.NewBucketAsync();
        proxy = await S3Proxy.StartAsync(fixture.Gateway.Endpoint);
        client = CephGateway.Client(proxy.Endpoint);
        store = new S3ObjectStore(client, bucket, "", new S3StoreOptions { PartBytes = Boundary, RangeBytes = 1_000_000 });
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await proxy.DisposeAsync();
    }

    protected override async Task<int> LeftoversAsync() =>
        (await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket })).MultipartUploads?.Count ?? 0;
}
