using Serverless.Ops.TestSupport.S3;

namespace Serverless.Ops.DataPlane.Tests.Storage.S3;

[CollectionDefinition(Name)]
public sealed class GatewayCollection : ICollectionFixture<GatewayFixture>
{
    public const string Name = "S3 gateway";
}
