using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;

/// <summary>The source's disk flips a bit of its own log. What the error says helps, and the chain goes on behind a gap.</summary>
[Slow]
public sealed class DamagedSourceLogTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>, IDisposable
{
    private const string State = "SELECT GROUP_CONCAT(CONCAT(id, ':', v) ORDER BY id) FROM shop.t";
    private readonly WholeChain chain = new(servers.Source, servers.Target);
    private int plans;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => chain.Dispose();

    [Theory]
    [InlineData(60)] // the body of the first transaction behind the shipped log
    [InlineData(9)] // its length: the event seems to end far behind the file
    public async Task AFlippedBit_StopsShipping_UntilTheOperatorDoesWhatTheErrorSays(int offset)
    {
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync(
            "CREATE OR REPLACE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, v INT); "
                + "INSERT INTO shop.t SELECT seq, 0 FROM shop.seq_1_to_50",
            Token
        );
        await chain.BackUpAsync();
        ShipReport shipped = await chain.ShipAsync();
        await ChangeAsync();
        string lost = (await servers.Source.ScalarAsync("SELECT @@gtid_binlog_pos", Token))!;
        await ChangeAsync();
        Flip(shipped.To.File, shipped.To.Position + offset);

        for (int run = 0; run < 2; run++)
        {
            OpsException error = await Should.ThrowAsync<OpsException>(() => chain.ShipAsync());
            (error is SourceLogDamagedException or BinlogTornException).ShouldBeTrue(error.ToString());
            error.WhatHappened.ShouldContain($"{shipped.To.File} is damaged at byte ");
            error.NextStep.ShouldStartWith(
                $"run on the source FLUSH BINARY LOGS, then PURGE BINARY LOGS TO '{Next(shipped.To.File)}', until SHOW BINARY LOGS "
                    + $"does not list {shipped.To.File} any more; then run BackUpDatabase, "
            );
        }

        await servers.Source.ExecuteAsync("FLUSH BINARY LOGS", Token);
        await Wait.UntilAsync(() => TryPurgeAsync(shipped.To.File));
        // A second within the gap must have passed before the new set.
        DateTimeOffset inGap = WholeSecond.Ceiling(shipped.ShippedThrough).AddSeconds(1);
        await SteppedTime.Until(() => TimeProvider.System.GetUtcNow() > inGap.AddSeconds(1), "a second within the gap");
        DatabaseManifest set = await chain.BackUpAsync();
        await ChangeAsync();
        (await Should.ThrowAsync<BinlogGapException>(() => chain.ShipAsync())).WhatHappened.ShouldContain(
            $"from {shipped.To.File}:{shipped.To.Position} to {Next(shipped.To.File)}:"
        );
        await ChangeAsync();
        ShipReport last = await chain.ShipAsync();

        (string key, RestorePlan plan) = await PlanAsync(RestoreTarget.Latest);
        (plan.DatabaseSetId, plan.ReplayTo).ShouldBe((set.SetId, last.To));
        await chain.ImportAsync(plan);
        await chain.ReplayAsync(key, plan);
        await chain.VerifyReplayAsync(key, plan);
        (await servers.Target.ScalarAsync(State, Token)).ShouldBe(await servers.Source.ScalarAsync(State, Token));
        (await Should.ThrowAsync<GapBeforeTargetException>(() => PlanAsync(new RestoreTarget(inGap)))).WhatHappened.ShouldContain(
            $"from {shipped.To.File}:{shipped.To.Position} to {Next(shipped.To.File)}:"
        );
        (await Should.ThrowAsync<GtidNotInLogException>(() => PlanAsync(RestoreTarget.Parse(lost)))).WhatHappened.ShouldContain(
            $"Log is missing from {shipped.To.File}:{shipped.To.Position} to {Next(shipped.To.File)}:"
        );
    }

    private static string Next(string file) =>
        string.Create(CultureInfo.InvariantCulture, $"mysql-bin.{int.Parse(file[^6..], CultureInfo.InvariantCulture) + 1:000000}");

    private Task ChangeAsync() => servers.Source.ExecuteAsync("UPDATE shop.t SET v = v + 1", Token);

    private void Flip(string file, long position)
    {
        using FileStream log = File.Open(
            Path.Combine(servers.Source.Server.Folder, "data", file),
            FileMode.Open,
            FileAccess.ReadWrite,
            FileShare.ReadWrite
        );
        log.Position = position;
        int before = log.ReadByte();
        log.Position = position;
        log.WriteByte((byte)(before ^ 0x40));
    }

    // The server keeps a file until its storage engines no longer need it for a recovery.
    private async Task<bool> TryPurgeAsync(string file)
    {
        string path = Path.Combine(servers.Source.Server.Folder, "data", file);
        await servers.Source.ExecuteAsync($"PURGE BINARY LOGS TO '{Next(file)}'", Token);
        return !File.Exists(path);
    }

    private Task<(string Key, RestorePlan Plan)> PlanAsync(RestoreTarget target) =>
        new PlanStore(chain.Round.Store, WholeChain.Estate, TimeProvider.System).MakeAsync($"plan-{++plans}", target, null, Token);
}
