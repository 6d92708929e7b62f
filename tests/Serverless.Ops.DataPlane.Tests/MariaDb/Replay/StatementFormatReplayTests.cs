using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Local.Servers;
using Serverless.Ops.TestSupport;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>Sessions that set binlog_format=STATEMENT, and definitions that compute rows: the log does not have the rows.</summary>
[Slow]
public sealed class StatementFormatReplayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ChangesThatAreNotRows_AreToldByShipment_PlanReplayAndVerification()
    {
        await using ReplayBench bench = await ReplayBench.StartAsync();
        await bench.Source.RunAsync(
            "CREATE TABLE shop.tabMember (name INT PRIMARY KEY, txt VARCHAR(40))",
            "INSERT INTO shop.tabMember VALUES (1, 'x'), (2, 'y')",
            "SET binlog_format=STATEMENT",
            "USE shop",
            "UPDATE tabMember SET txt = 'harmless' WHERE name = 2",
            "UPDATE tabMember SET txt = UUID() WHERE name = 1",
            "UPDATE tabMember SET txt = UUID() WHERE name = 1",
            "ALTER TABLE tabMember ADD who VARCHAR(80) DEFAULT CURRENT_USER()"
        );
        string gtid = (await bench.Source.AskAsync("SELECT @@gtid_binlog_pos"))!;
        ShipReport shipped = await bench.Source.ShipAsync();
        RestorePlan plan = await bench.PlanAsync(RestoreTarget.Latest);
        MariaDbServer target = await bench.StartTargetAsync();

        ReplayReport report = await bench.ReplayAsync(plan, target);
        (_, ReplayVerdict verdict) = await bench.VerifierOf(target).VerifyAsync(plan, ReplayBench.KeyOf(plan), plan.RunId, Token);

        foreach (
            IReadOnlyList<string> told in (IReadOnlyList<string>[])[shipped.Warnings, plan.Warnings, report.Findings, verdict.Findings!]
        )
        {
            string update = told.Single(text => text.StartsWith("UPDATE of shop.tabMember: it calls UUID (0-1-", StringComparison.Ordinal));
            update.ShouldContain(" and 1 more up to mysql-bin.000001:");
            update.ShouldContain("restore 'before:0-1-");
            told.ShouldContain(text =>
                text.StartsWith(
                    $"ALTER TABLE of shop.tabMember: a new column gets its values from CURRENT_USER ({gtid} at mysql-bin.000001:",
                    StringComparison.Ordinal
                )
            );
            string.Concat(told).ShouldNotContain("harmless");
        }

        shipped.Warnings.Count.ShouldBe(2);
        foreach (IReadOnlyList<string> told in (IReadOnlyList<string>[])[plan.Warnings, report.Findings, verdict.Findings!])
        {
            told.ShouldContain(text =>
                text.StartsWith("The log has 1 change as a statement without its rows: UPDATE of shop.tabMember.", StringComparison.Ordinal)
            );
        }
    }
}
