using Serverless.Ops.DataPlane.MariaDb.Dump;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Dump;

/// <summary>
/// A dump hangs while it holds locks, and its connections stay open. The server must then release the locks by itself, so that production
/// goes on.
/// </summary>
[Slow]
public sealed class StalledDumpTests(EnrolledSource source) : IClassFixture<EnrolledSource>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // The test must see the statement wait before the server ends the lock, even if the test process gets no processor time for seconds.
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(12);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stall_WhileCommitsAreBlocked_IsEndedByTheServer_AndIsATransientError()
    {
        await MakeTablesAsync();
        var options = new DumpOptions
        {
            Connections = 1,
            LockLimit = TimeSpan.FromSeconds(10),
            CommitsBlockedLimit = SeenWithin,
        };

        TransientException error = await StallAsync(options, "BACKUP STAGE BLOCK_COMMIT", "insert into held.t values (1)");

        error.ShouldBeOfType<LocksHeldTooLongException>().Message.ShouldContain("hold up commits");
    }

    [Theory]
    [InlineData("BACKUP STAGE BLOCK_DDL", "create or replace table held.made (a int)", typeof(LocksHeldTooLongException))]
    [InlineData("LOCK TABLES `held`.`m` READ", "insert into held.m values (1, '')", typeof(LocksHeldTooLongException))]
    [InlineData("FROM `held`.`m`", "insert into held.m values (1, '')", typeof(FreezeTooLongException))]
    public async Task Stall_WhileDdlOrTablesAreHeld_IsEndedByTheServer_AndIsATransientError(string last, string waiting, Type expected)
    {
        await MakeTablesAsync();
        TimeSpan third = SeenWithin / 3; // the server ends the session after the sum of the three limits
        var options = new DumpOptions
        {
            Connections = 1,
            FreezeLimit = third,
            LockLimit = third,
            CommitsBlockedLimit = third,
        };

        TransientException error = await StallAsync(options, last, waiting);

        error.ShouldBeOfType(expected);
    }

    // A query that reads through all tables takes long on a server with many tables, and every commit would wait for it.
    [Fact]
    public async Task WhileCommitsAreBlocked_OnlyStatesAreRead()
    {
        await MakeTablesAsync();
        using var trip = new RoundTrip();
        using var relay = StallingRelay.AfterStatement(source.Server.Server.Socket, "nobody sends this");

        await DumpAsync(trip, relay, new DumpOptions { Connections = 1 });

        string sent = relay.Sent;
        int from = sent.IndexOf("BACKUP STAGE BLOCK_COMMIT", StringComparison.Ordinal);
        string blocked = sent[from..sent.IndexOf("BACKUP STAGE END", StringComparison.Ordinal)];
        blocked.ShouldContain("FROM `held`.`s`");
        blocked.ShouldNotContain("information_schema");
        blocked.ShouldNotContain("SHOW CREATE");
    }

    private static Task DumpAsync(RoundTrip trip, StallingRelay relay, DumpOptions options) =>
        new DatabaseDump(trip.Store, TimeProvider.System, NoProgress.Instance, options).RunAsync(
            new DumpRequest("fern", "backup-1", new MariaDbEndpoint(null, "127.0.0.1", relay.Port), TestServer.DumpAccount),
            Token
        );

    // The test must see the statement wait. The statement must then end while the dump's connections are still open.
    private async Task<TransientException> StallAsync(DumpOptions options, string last, string waiting)
    {
        using var trip = new RoundTrip();
        using var relay = StallingRelay.AfterStatement(source.Server.Server.Socket, last);
        Task run = DumpAsync(trip, relay, options);
        await relay.Stalled.WaitAsync(Patience, Token);
        bool waited = false;
        var writer = Task.Run(
            async () =>
            {
                while (!waited)
                {
                    await source.Server.ExecuteAsync(waiting, Token);
                }
            },
            Token
        );
        await Wait.UntilAsync(async () =>
            waited =
                await source.Server.ScalarAsync(
                    "select count(*) from information_schema.processlist where user = 'root' and state like 'Waiting for%lock'",
                    Token
                ) != "0"
        );
        await writer.WaitAsync(Patience, Token);
        return await Should.ThrowAsync<TransientException>(run.WaitAsync(Patience, Token));
    }

    // The rows of the frozen table are larger than all socket buffers, so that a stalled reader blocks the server.
    private Task MakeTablesAsync() =>
        source.Server.ExecuteAsync(
            """
            create or replace database held; use held; create table t (a int) engine=InnoDB; create sequence s;
            create table m (a int, t varchar(2000)) engine=MyISAM; insert into m select seq, repeat('x', 2000) from seq_1_to_20000;
            """,
            Token
        );
}
