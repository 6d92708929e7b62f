using System.Net;
using System.Net.Sockets;
using Serverless.Ops.Local.Sample.Site;
using Serverless.Ops.Local.Tests.Sample.Estate;

namespace Serverless.Ops.Local.Tests.Sample.Site;

public sealed class SiteProcessTests(EstateFixture fixture) : IClassFixture<EstateFixture>
{
    [Fact]
    public async Task Port_ThatWasTakenMeanwhile_IsReplacedByAnother()
    {
        using var neighbour = new TcpListener(IPAddress.Loopback, 0);
        neighbour.Start();
        int taken = ((IPEndPoint)neighbour.LocalEndpoint).Port;
        int asked = 0;

        await using SiteProcess site = await SiteProcess.StartAsync(
            fixture.Estate.SiteFolder,
            () => ++asked == 1 ? (taken, SiteProcess.FreePorts().GatePort) : SiteProcess.FreePorts(),
            TestContext.Current.CancellationToken
        );

        asked.ShouldBeGreaterThan(1);
        site.PublicUrl.Port.ShouldNotBe(taken);
    }
}
