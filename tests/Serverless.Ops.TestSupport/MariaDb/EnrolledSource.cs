using Xunit;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>An enrolled source that the tests of a class share. Each test creates and drops its own databases.</summary>
public sealed class EnrolledSource : IAsyncLifetime
{
    private TestServer? server;

    public TestServer Server => ServerNeeds.Met(server);

    public async ValueTask InitializeAsync() =>
        server = ServerNeeds.AreMet ? await TestServer.StartSourceAsync(TestContext.Current.CancellationToken) : null;

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
