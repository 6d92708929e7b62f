using Amazon;
using Amazon.S3;
using Serverless.Ops.DataPlane.Storage;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.DataPlane.Storage.S3;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Tests.Storage;

public sealed class ObjectStoreAddressTests
{
    [Fact]
    public void FileAddress_OpensTheFolder_AlsoWithSpaces()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "my store");

        FolderObjectStore store = ObjectStoreAddress
            .Open("OPS_STORE", $"file://{path.Replace(" ", "%20", StringComparison.Ordinal)}", NoClient)
            .ShouldBeOfType<FolderObjectStore>();

        Directory.Exists(Path.Combine(path, "objects")).ShouldBeTrue();
        store.Name.ShouldEndWith("/my%20store");
    }

    [Theory]
    [InlineData("s3://my-bucket", "s3://my-bucket")]
    [InlineData("s3://my-bucket/", "s3://my-bucket")]
    [InlineData("s3://my.bucket/estates/fern/", "s3://my.bucket/estates/fern")]
    public void S3Address_OpensBucketAndPrefix(string address, string name) =>
        ObjectStoreAddress
            .Open("OPS_STORE", address, () => new AmazonS3Client("key", "secret", RegionEndpoint.EUCentral1))
            .ShouldBeOfType<S3ObjectStore>()
            .Name.ShouldBe(name);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/var/store")]
    [InlineData("file://relative/store")]
    [InlineData("file:///")]
    [InlineData("s3://")]
    [InlineData("s3://bucket:99/x")]
    [InlineData("https://bucket.s3.amazonaws.com")]
    public void Address_OfNoStore_IsAnErrorThatNamesTheSetting(string? address)
    {
        InvalidInputException error = Should.Throw<InvalidInputException>(() => ObjectStoreAddress.Open("OPS_STORE", address, NoClient));

        error.Message.ShouldContain("The setting OPS_STORE is");
        error.NextStep.ShouldContain("file:///absolute/folder or s3://bucket[/prefix]");
    }

    private static IAmazonS3 NoClient() => throw new InvalidOperationException("not asked for");
}
