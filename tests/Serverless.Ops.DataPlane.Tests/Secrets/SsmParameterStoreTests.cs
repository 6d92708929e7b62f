using System.Net;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Serverless.Ops.DataPlane.Secrets;

namespace Serverless.Ops.DataPlane.Tests.Secrets;

/// <summary>Tests against an HTTP server that answers as the Systems Manager API reference describes (JSON 1.1, GetParameter).</summary>
public sealed class SsmParameterStoreTests : IAsyncLifetime
{
    private WebApplication server = null!;
    private SsmParameterStore store = null!;
    private (int Status, string Body) answer;
    private string? asked;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        server = builder.Build();
        server.Run(async context =>
        {
            context.Request.Headers["X-Amz-Target"].ToString().ShouldBe("AmazonSSM.GetParameter");
            using var reader = new StreamReader(context.Request.Body);
            asked = await reader.ReadToEndAsync(Cancellation);
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = "application/x-amz-json-1.1";
            await context.Response.WriteAsync(answer.Body);
        });
        await server.StartAsync(Cancellation);
        store = new SsmParameterStore(
            new AmazonSimpleSystemsManagementClient(
                new BasicAWSCredentials("key", "secret"),
                new AmazonSimpleSystemsManagementConfig
                {
                    ServiceURL = server.Urls.Single(),
                    MaxErrorRetry = 0,
                    AuthenticationRegion = "us-east-1",
                }
            )
        );
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Secret_IsAskedForDecrypted()
    {
        answer = (200, """{"Parameter":{"Name":"/a/b","Type":"SecureString","Value":"s3cret","Version":1}}""");

        (await store.GetSecretAsync("/a/b", Cancellation)).Reveal().ShouldBe("s3cret");

        asked.ShouldNotBeNull().ShouldContain("\"WithDecryption\":true");
    }

    [Theory]
    [InlineData(400, "ParameterNotFound", typeof(ParameterNotFoundException))]
    [InlineData(400, "AccessDeniedException", typeof(ParameterDeniedException))]
    [InlineData(400, "InvalidKeyId", typeof(ParameterDeniedException))]
    [InlineData(400, "ThrottlingException", typeof(ParameterStoreUnavailableException))]
    [InlineData(500, "InternalServerError", typeof(ParameterStoreUnavailableException))]
    public async Task Refusal_IsTypedAndNamesTheParameter(int status, string code, Type expected)
    {
        answer = (status, $$"""{"__type":"{{code}}","message":"no"}""");

        Exception error = await Should.ThrowAsync(() => store.GetSecretAsync("/a/b", Cancellation), expected);

        error.Message.ShouldContain("'/a/b'");
    }

    [Fact]
    public async Task Service_ThatIsGone_IsUnavailable()
    {
        await server.StopAsync(Cancellation);

        await Should.ThrowAsync<ParameterStoreUnavailableException>(() => store.GetSecretAsync("/a/b", Cancellation));
    }
}
