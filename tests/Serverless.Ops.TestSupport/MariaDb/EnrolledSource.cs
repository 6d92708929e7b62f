using Xunit;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>An enrolled source that the tests of a class share; each makes and drops databases of its own.</summary>
public sealed class EnrolledSource : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.StartSourceAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
