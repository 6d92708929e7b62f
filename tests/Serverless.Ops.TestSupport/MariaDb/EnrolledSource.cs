using Xunit;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>An enrolled source that the tests of a class share; each makes and drops databases of its own.</summary>
public sealed class EnrolledSource : IAsyncLifetime
{
    private TestServer? server;

    public TestServer Server => ServerNeeds.Met(server);

    public async ValueTask InitializeAsync() =>
        server = ServerNeeds.AreMet ? await TestServer.StartSourceAsync(TestContext.Current.CancellationToken) : null;

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
