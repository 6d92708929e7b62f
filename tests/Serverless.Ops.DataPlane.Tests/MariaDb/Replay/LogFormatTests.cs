using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>
/// Replays everything that a log may hold, written under each setting that changes the log's bytes. Shipping refuses other global settings
/// and files without checksums (ShippingVerdictTests). A session may still have set its own row image.
/// </summary>
[Slow]
public sealed class LogFormatTests
{
    [Theory]
    [InlineData("log-bin-compress=ON", "log-bin-compress-min-len=10")]
    [InlineData("binlog-annotate-row-events=OFF", "log-bin-compress=OFF")]
    public async Task Replay_OfALogWrittenUnderServerSettings_IsTheSource(params string[] settings)
    {
        await using ReplayBench bench = await ReplayBench.StartAsync(settings);

        await RunAndReplayAsync(bench);
    }

    [Theory]
    [InlineData("MINIMAL")]
    [InlineData("NOBLOB")]
    public async Task Replay_OfASessionThatLoggedPartsOfRows_IsTheSource(string image)
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();

        await RunAndReplayAsync(bench, $"SET SESSION binlog_row_image={image}");
    }

    private static async Task RunAndReplayAsync(ReplayBench bench, params string[] before)
    {
        await bench.Source.RunAsync([.. before, .. MixedTraffic.Everything]);
        await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanToEndAsync();
        MariaDbServer target = await bench.StartTargetAsync();

        await bench.ReplayAsync(plan, target);

        await ReplayBench.ShouldBeEqualAsync(target, bench.Source.Server);
    }
}
