using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>The log does not say that an event ran. A restored server must not run it again.</summary>
public sealed class PastEventsTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private const string Billed = "select group_concat(what order by what) from (select what from ev.bills order by what) b";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EventsThatTheSourceRan_AreDisabledAsThere_AndNamed_AndDoNotRunAgain()
    {
        using var chain = new WholeChain(servers.Source, servers.Target);
        await servers.Source.ExecuteAsync(
            "set global event_scheduler = off; create database ev character set latin1; use ev; create table bills (what varchar(20)); "
                + "create user 'ü`'@'%'; grant all on ev.* to 'ü`'@'%'; "
                + "set time_zone = '+05:30', sql_mode = 'ANSI_QUOTES', collation_connection = latin2_czech_cs; "
                + "create definer='ü`'@'%' event `ü``` on schedule at now() + interval 1 second on completion preserve "
                + "do insert into ev.bills values ('of the set'); "
                + "create event ended on schedule every 1 hour starts now() ends now() + interval 90 minute on completion preserve disable "
                + "do insert into ev.bills values ('ended'); "
                + "create event every_hour on schedule every 1 hour do insert into ev.bills values ('hourly'); "
                + "create event once_dropped on schedule at now() + interval 1 second do insert into ev.bills values ('dropped'); "
                + "create event tomorrow on schedule at now() + interval 1 day do insert into ev.bills values ('tomorrow'); "
                + "alter database ev character set utf8mb4",
            Token
        );
        DatabaseManifest first = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync(
            "create event ev.of_log on schedule at now() + interval 1 second on completion preserve "
                + "do insert into ev.bills values ('of the log'); "
                + "create event ev.recurring on schedule every 1 second starts now() ends now() + interval 1 second "
                + "on completion preserve do insert into ev.bills values ('recurring'); "
                + "set global event_scheduler = on",
            Token
        );
        await Wait.UntilAsync(async () =>
            await servers.Source.ScalarAsync(
                "select count(*) from mysql.event where status = 'ENABLED' and name not in ('tomorrow', 'every_hour')",
                Token
            ) == "0"
        );
        await servers.Source.ExecuteAsync("set global event_scheduler = off; insert into ev.bills values ('last')", Token);
        DatabaseManifest second = await chain.BackUpAsync();
        await chain.ShipAsync();
        (string key, RestorePlan plan) = await chain.PlanAsync(first, second);
        await chain.ImportAsync(plan);

        ReplayReport report = await chain.ReplayAsync(key, plan);

        (await chain.VerifyAgainstAsync(key, plan, second)).Good.ShouldBeTrue();
        report.Warnings.Count.ShouldBe(3);
        report.Warnings.ShouldContain(text =>
            text.StartsWith("event `ev`.`ü``` was to run once, at ", StringComparison.Ordinal)
            && text.Contains(" (time zone +05:30), and has no such time after ", StringComparison.Ordinal)
            && text.EndsWith(": ALTER DEFINER=`ü```@`%` EVENT `ev`.`ü``` ENABLE", StringComparison.Ordinal)
        );
        report.Warnings.ShouldContain(text =>
            text.StartsWith("event `ev`.`recurring` runs every 1 second(s) until ", StringComparison.Ordinal)
        );
        (_, ReplayVerdict verdict) = await chain.VerifyReplayAsync(key, plan);
        verdict.Warnings.ShouldBe([.. plan.Warnings, .. report.Warnings]);

        // A run that was cut between its statements goes on.
        await servers.Target.ExecuteAsync(
            "update serverless_ops_restore.disabled_events set is_done = 0; alter event ev.`ü``` enable; alter event ev.recurring disable",
            Token
        );
        (await chain.ReplayAsync(key, plan)).Warnings.ShouldBe(report.Warnings);
        (await chain.VerifyAgainstAsync(key, plan, second)).Good.ShouldBeTrue();

        string? before = await servers.Target.ScalarAsync(Billed, Token);
        await servers.Target.ExecuteAsync(
            "drop event ev.every_hour; set global event_scheduler = on; "
                + "create event ev.probe on schedule at now() on completion preserve do create table ev.probed (a int)",
            Token
        );
        await Wait.UntilAsync(async () =>
            await servers.Target.ScalarAsync("select count(*) from information_schema.tables where table_name = 'probed'", Token) == "1"
        );
        (await servers.Target.ScalarAsync(Billed, Token)).ShouldBe(before);
        await servers.Target.ExecuteAsync("set global event_scheduler = off", Token);
    }
}
