using Amazon.S3;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.DataPlane.Storage.S3;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.S3;

namespace Serverless.Ops.DataPlane.Tests.Storage.S3;

/// <summary>Measures the memory of an upload and a read. No other test runs meanwhile, because its memory would count too.</summary>
[CollectionDefinition(nameof(S3MemoryTests), DisableParallelization = true)]
[Collection(nameof(S3MemoryTests))]
[Slow]
public sealed class S3MemoryTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const long Total = 300_000_000;
    private const int Block = 100_000;
    private const int Look = 10_000_000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task BigStream_UpAndDown_NeedsBoundedMemory()
    {
        // The proxy would keep whole bodies in the memory of this process, so the client goes to the gateway directly.
        using AmazonS3Client direct = CephGateway.Client(fixture.Gateway.Endpoint);
        var store = new S3ObjectStore(
            direct,
            await fixture.NewBucketAsync(),
            "",
            new S3StoreOptions
            {
                PartBytes = S3StoreOptions.SmallestPartBytes,
                ParallelParts = 2,
                RangeBytes = 2_000_000,
                ParallelRanges = 4,
            }
        );
        byte[] buffer = new byte[Block];
        new Random(42).NextBytes(buffer);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long held = 0;

        await using (ObjectUpload upload = await store.CreateAsync("big", WriteCondition.None, Token))
        {
            for (long at = 0; at < Total; at += Block)
            {
                await upload.Content.WriteAsync(buffer, Token);
                held = at % Look == 0 ? Math.Max(held, GC.GetTotalMemory(forceFullCollection: true)) : held;
            }

            (await upload.CompleteAsync(Token)).Bytes.ShouldBe(Total);
        }

        long read = 0;
        await using (Stream content = await store.OpenReadAsync("big", ReadOptions.Whole, Token))
        {
            for (int got; (got = await content.ReadAtLeastAsync(buffer, Block, throwOnEndOfStream: false, Token)) > 0; read += got)
            {
                held = read % Look == 0 ? Math.Max(held, GC.GetTotalMemory(forceFullCollection: true)) : held;
            }
        }

        read.ShouldBe(Total);
        // Three parts in rented arrays of 8 MB, four ranges in arrays of 2 MB, and the buffers of the SDK: 40 MB.
        (held - before).ShouldBeLessThan(60_000_000, $"held {held}, before {before}");
    }
}
