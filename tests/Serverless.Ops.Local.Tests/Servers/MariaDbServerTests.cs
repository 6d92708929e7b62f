using System.Net;
using System.Net.Sockets;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.Local.Tests.Servers;

[Slow]
public sealed class MariaDbServerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ops-mariadb-").FullName;
    private readonly TcpListener neighbour = new(IPAddress.Loopback, 0);

    public MariaDbServerTests() => neighbour.Start();

    private int TakenPort => ((IPEndPoint)neighbour.LocalEndpoint).Port;

    public void Dispose()
    {
        neighbour.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Port_ThatWasTakenMeanwhile_IsReplacedByAnother()
    {
        int asked = 0;
        await using MariaDbServer server = await MariaDbServer.StartAsync(
            folder,
            [],
            () => ++asked == 1 ? TakenPort : MariaDbServer.FreePort(),
            TestContext.Current.CancellationToken
        );

        server.Port.ShouldNotBe(TakenPort);
        asked.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Ports_ThatAreAllTaken_EndInWhatTheLogSays()
    {
        int asked = 0;

        InvalidOperationException failure = await Should.ThrowAsync<InvalidOperationException>(() =>
            MariaDbServer.StartAsync(
                folder,
                [],
                () =>
                {
                    asked++;
                    return TakenPort;
                },
                TestContext.Current.CancellationToken
            )
        );

        asked.ShouldBe(5);
        failure.Message.ShouldContain("Address already in use");
    }

    [Fact]
    public async Task Failure_ThatIsNoPorts_IsNotTriedAgain()
    {
        int asked = 0;

        InvalidOperationException failure = await Should.ThrowAsync<InvalidOperationException>(() =>
            MariaDbServer.StartAsync(folder, ["no-such-option=1"], () => ++asked + TakenPort, TestContext.Current.CancellationToken)
        );

        asked.ShouldBe(1);
        failure.Message.ShouldContain("no-such-option");
    }

    [Fact]
    public async Task Socket_BelowALongPath_IsElsewhere_AndGoesWithTheServer()
    {
        string deep = Path.Combine(folder, new string('d', 80));
        MariaDbServer server = await MariaDbServer.StartAsync(deep, [], TestContext.Current.CancellationToken);
        string own = Path.GetDirectoryName(server.Socket)!;
        Directory.Exists(own).ShouldBeTrue();

        await server.DisposeAsync();

        own.ShouldNotStartWith(folder);
        Directory.Exists(own).ShouldBeFalse();
    }
}
