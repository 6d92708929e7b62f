using Xunit;

namespace Serverless.Ops.TestSupport.MariaDb;

/// <summary>An enrolled source and a target that the tests of a class share. Each test begins with an empty target.</summary>
public class SourceAndTarget : IAsyncLifetime
{
    private TestServer? source;
    private TestServer? target;

    public TestServer Source => ServerNeeds.Met(source);

    public TestServer Target => ServerNeeds.Met(target);

    public async ValueTask InitializeAsync()
    {
        if (!ServerNeeds.AreMet)
        {
            return;
        }

        source = await TestServer.StartSourceAsync(TestContext.Current.CancellationToken);
        target = await TestServer.StartTargetAsync(TestContext.Current.CancellationToken, "log-bin=target-bin");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await (source?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (target?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}

/// <summary>Another source and another target, for a class that needs two of each.</summary>
public sealed class SecondSourceAndTarget : SourceAndTarget;
