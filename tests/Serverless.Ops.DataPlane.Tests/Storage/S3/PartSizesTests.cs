using Serverless.Ops.DataPlane.Storage.S3;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Tests.Storage.S3;

public sealed class PartSizesTests
{
    [Theory]
    [InlineData(S3StoreOptions.SmallestPartBytes)]
    [InlineData(8 * 1024 * 1024)]
    [InlineData(512 * 1024 * 1024)]
    public void TenThousandParts_OfGrowingSize_ReachFiveTerabytes(int firstPartBytes)
    {
        long total = 0;
        for (int part = 0; part < PartSizes.MaximumParts; part++)
        {
            int next = PartSizes.Next(firstPartBytes, total);
            next.ShouldBeInRange(firstPartBytes, 1024 * 1024 * 1024);
            total += next;
        }

        total.ShouldBeGreaterThanOrEqualTo(5_000_000_000_000);
    }

    [Fact]
    public void Parts_OfObjectsUpToEightGigabytes_StaySmall() => PartSizes.Next(8 * 1024 * 1024, 8_000_000_000).ShouldBe(8 * 1024 * 1024);

    [Fact]
    public void Option_OutOfRange_IsNamed() =>
        Should
            .Throw<InvalidInputException>(() =>
                new S3ObjectStore(
                    new Amazon.S3.AmazonS3Client("a", "b", Amazon.RegionEndpoint.EUCentral1),
                    "bucket",
                    "",
                    new S3StoreOptions { PartBytes = 1 }
                )
            )
            .Message.ShouldContain("PartBytes");
}
