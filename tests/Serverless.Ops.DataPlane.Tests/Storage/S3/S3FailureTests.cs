using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Serverless.Ops.DataPlane.Storage.S3;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Tests.Storage.S3;

public sealed class S3FailureTests
{
    // A retry helps only against what passes by itself (Amazon S3 API Reference, "Error responses").
    [Theory]
    [InlineData(403, "AccessDenied", false)] // also an object lock, and a KMS key that the role may not use
    [InlineData(400, "KMS.DisabledException", false)]
    [InlineData(400, "InvalidRequest", false)]
    [InlineData(403, "InvalidObjectState", false)]
    [InlineData(405, "MethodNotAllowed", false)]
    [InlineData(301, "PermanentRedirect", false)]
    [InlineData(501, "NotImplemented", false)]
    [InlineData(403, "QuotaExceeded", false)]
    [InlineData(404, "NoSuchBucket", false)]
    [InlineData(403, "RequestTimeTooSkewed", true)]
    [InlineData(500, "InternalError", true)]
    [InlineData(502, "BadGateway", true)]
    [InlineData(503, "SlowDown", true)]
    [InlineData(504, "GatewayTimeout", true)]
    public void AnError_IsTransient_OnlyIfItPassesByItself(int status, string code, bool isTransient)
    {
        var error = new AmazonS3Exception("said S3", ErrorType.Unknown, code, "request", (HttpStatusCode)status);

        var ours = (OpsException)S3Failure.Of(error, "s3://bucket", "write", "key", 1);

        ours.IsTransient.ShouldBe(isTransient, ours.Message);
        S3Failure.IsTransient(error, CancellationToken.None).ShouldBe(isTransient);
    }
}
