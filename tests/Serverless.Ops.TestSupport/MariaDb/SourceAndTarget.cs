using Xunit;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>An enrolled source and a target that the tests of a class share; a test begins with an empty target.</summary>
public sealed class SourceAndTarget : IAsyncLifetime
{
    public TestServer Source { get; private set; } = null!;

    public TestServer Target { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Source = await TestServer.StartSourceAsync(TestContext.Current.CancellationToken);
        Target = await TestServer.StartTargetAsync(TestContext.Current.CancellationToken, "log-bin=target-bin");
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Target.DisposeAsync();
    }
}
