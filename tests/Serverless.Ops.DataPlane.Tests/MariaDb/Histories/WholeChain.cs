using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Verify;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>
/// The whole chain with the jobs' own accounts: back up, let a history happen, back up again, ship, restore the first set to the place of
/// the second set, compare. The servers belong to the caller.
/// </summary>
internal sealed class WholeChain(TestServer source, TestServer target) : IDisposable
{
    private readonly RoundTrip round = new();
    private readonly string prefix = "";
    private int runs;

    /// <summary>A chain of another source in the store of an earlier chain.</summary>
    /// <param name="prefix">Begins the ids of its runs, which must differ from those of the earlier chain.</param>
    public WholeChain(TestServer source, TestServer target, IObjectStore store, string prefix)
        : this(source, target)
    {
        round.Store = store;
        this.prefix = $"{prefix}-";
    }

    public const string Estate = "fern";

    public TestServer Source => source;

    public TestServer Target { get; set; } = target;

    public RoundTrip Round => round;

    public ReplayOptions ReplayOptions { get; set; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Task<DatabaseManifest> BackUpAsync() => round.DumpAsync(source, NextRun("backup"), Token);

    public Task<ShipReport> ShipAsync() =>
        new BinlogShipper(
            round.Store,
            source.Endpoint,
            TestServer.ShipperAccount,
            new ShipOptions { SegmentBytes = 256 * 1024 },
            TimeProvider.System,
            NoProgress.Instance
        ).ShipAsync(NextRun("ship"), Estate, Token);

    /// <summary>Plans a restore of one set, up to the coordinates of a later set.</summary>
    public Task<(string Key, RestorePlan Plan)> PlanAsync(DatabaseManifest from, DatabaseManifest to) =>
        new PlanStore(round.Store, Estate, TimeProvider.System).MakeAsync(
            NextRun("restore"),
            new RestoreTarget(null, new PositionTarget(to.Coordinates.File, to.Coordinates.Position)),
            new SetChoice(from.SetId, IsBefore: false),
            Token
        );

    public async Task ImportAsync(RestorePlan plan)
    {
        await round.ImportAsync(Target, plan.DatabaseSetId, Token, plan.RunId);
        await round.VerifyAsync(Target, plan.DatabaseSetId, Token, plan.RunId);
    }

    public Task<ReplayReport> ReplayAsync(string planKey, RestorePlan plan, MariaDbEndpoint? through = null) =>
        new BinlogReplayer(
            round.Store,
            through ?? Target.Endpoint,
            TestServer.TargetAccount,
            ReplayOptions,
            NoProgress.Instance
        ).ReplayAsync(plan, planKey, Token);

    public Task<LogCheckReport> CheckAsync(RestorePlan plan) =>
        new BinlogReplayer(round.Store, Target.Endpoint, TestServer.TargetAccount, ReplayOptions, NoProgress.Instance).CheckAsync(
            plan,
            Token
        );

    public Task<(string Key, ReplayVerdict Verdict)> VerifyReplayAsync(string planKey, RestorePlan plan) =>
        new ReplayVerifier(
            round.Store,
            Target.Endpoint,
            TestServer.TargetAccount,
            ReplayOptions,
            TimeProvider.System,
            NoProgress.Instance
        ).VerifyAsync(plan, planKey, plan.RunId, Token);

    public Task<SetReport> VerifyAgainstAsync(string planKey, RestorePlan plan, DatabaseManifest set) =>
        new SetVerification(round.Store, Target.Endpoint, TestServer.TargetAccount, ReplayOptions, NoProgress.Instance).VerifyAsync(
            plan,
            planKey,
            plan.RunId,
            set.SetId,
            Token
        );

    /// <summary>Restores one set to the place of a later set, and compares. The later set must be shipped past.</summary>
    public async Task<SetReport> ProveAsync(DatabaseManifest from, DatabaseManifest to)
    {
        (string key, RestorePlan plan) = await PlanAsync(from, to);
        await ImportAsync(plan);
        await ReplayAsync(key, plan);
        await VerifyReplayAsync(key, plan);
        return await VerifyAgainstAsync(key, plan, to);
    }

    public void Dispose() => round.Dispose();

    private string NextRun(string job) => $"{prefix}{job}-{++runs}";
}
