using System.Diagnostics;
using Serverless.Ops.DataPlane.MariaDb.Replay;
using Serverless.Ops.DataPlane.MariaDb.Replay.Apply;
using Serverless.Ops.DataPlane.MariaDb.Replay.Check;
using Serverless.Ops.DataPlane.MariaDb.Replay.Cursor;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;
using Serverless.Ops.DataPlane.Tests.MariaDb.Replay;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>Lets histories happen, each to a new source, and proves each by the whole chain.</summary>
public sealed class HistoryProof : IAsyncLifetime
{
    private TestServer? sourceTemplate;
    private TestServer? targetTemplate;

    internal Coverage Coverage { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (!ServerNeeds.AreMet)
        {
            return;
        }

        TestServer source = await TestServer.StartSourceAsync(Token);
        sourceTemplate = source;
        await LoadZonesAsync(source);
        await source.ExecuteAsync("create database shop", Token);
        foreach (string statement in Family.All.SelectMany(family => family.Setup))
        {
            await source.ExecuteAsync(statement, Token);
        }

        await File.WriteAllTextAsync(
            Path.Combine(source.Server.Folder, "data", "rows.txt"),
            string.Concat(Enumerable.Range(1, 200).Select(row => $"{row},line {row} ä€😀,{row * 3}\n")),
            Token
        );
        await source.Server.StopAsync(Token);
        targetTemplate = await TestServer.StartTargetAsync(Token);
        await LoadZonesAsync(targetTemplate);
        await targetTemplate.Server.StopAsync(Token);
    }

    /// <param name="evidence">Folder that gets the store and the servers' data if the history fails; null for none.</param>
    internal async Task<HistoryVerdict> ProveAsync(History history, string? evidence = null)
    {
        long began = Stopwatch.GetTimestamp();
        await using TestServer source = await ServerNeeds.Met(sourceTemplate).StartCopyAsync(Token);
        await using TestServer target = await ServerNeeds.Met(targetTemplate).StartCopyAsync(Token);
        using var chain = new WholeChain(source, target)
        {
            ReplayOptions = new ReplayOptions { BatchBytes = 16 * 1024, BatchTransactions = 10 },
        };
        string step = "history";
        string text = "";
        int transactions = 0;
        try
        {
            await using var runner = new HistoryRunner(chain, history, Coverage);
            if (history.Cuts.Any(cut => cut < 0))
            {
                // A target that crashes loses the rows of tables in memory, as every server does.
                await source.ExecuteAsync("drop table shop.memory", Token);
            }

            await runner.RunAsync(history.Before);
            step = "first set";
            (Act[] early, Act[] middle, Act[] late) = history.Parts();
            DatabaseManifest first = await BackUpDuringAsync(chain, runner, early);
            step = "history";
            await runner.RunAsync(middle);
            step = "second set";
            DatabaseManifest second = await BackUpDuringAsync(chain, runner, late);
            step = "shipping";
            await chain.ShipAsync();
            step = "plan";
            (string key, RestorePlan plan) = await chain.PlanAsync(first, second);
            step = "import";
            await chain.ImportAsync(plan);
            step = "replay";
            transactions = (int)await ReplayAsync(chain, key, plan, history.Cuts);
            step = "row counts";
            await chain.VerifyReplayAsync(key, plan);
            step = "comparison";
            await chain.VerifyAgainstAsync(key, plan, second);
        }
        catch (Exception failure) when (!Token.IsCancellationRequested)
        {
            text = failure is ShouldAssertException ? failure.Message : $"{failure.GetType().Name}: {failure.Message}";
            if (evidence is not null)
            {
                await KeepAsync(chain, evidence);
            }
        }

        return new HistoryVerdict(history, step, text, transactions, Stopwatch.GetElapsedTime(began));
    }

    public async ValueTask DisposeAsync()
    {
        await (sourceTemplate?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (targetTemplate?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private static async Task<DatabaseManifest> BackUpDuringAsync(WholeChain chain, HistoryRunner runner, Act[] acts)
    {
        Task traffic = acts.Length > 0 ? runner.RunAsync(acts) : Task.CompletedTask;
        Task<DatabaseManifest> backup = chain.BackUpAsync();
        await Task.WhenAll(traffic, backup);
        return await backup;
    }

    private static async Task KeepAsync(WholeChain chain, string evidence)
    {
        Directory.CreateDirectory(evidence);
        foreach (
            (string name, string folder) in ((string, string)[])
                [("store", chain.Round.Folder), ("source", chain.Source.Server.Folder), ("target", chain.Target.Server.Folder)]
        )
        {
            await ReplayBench.ShellAsync($"cp --archive --sparse=always {folder} {Path.Combine(evidence, name)}");
        }
    }

    /// <returns>Number of log transactions that the last try applied.</returns>
    private static async Task<long> ReplayAsync(WholeChain chain, string key, RestorePlan plan, IEnumerable<int> cuts)
    {
        foreach (int cut in cuts)
        {
            await CutReplayAsync(chain, key, plan, Math.Abs(cut), withServer: cut < 0);
            if (cut < 0)
            {
                try
                {
                    return (await chain.ReplayAsync(key, plan)).Transactions;
                }
                catch (ReplayInDoubtException)
                {
                    // A statement without a transaction was under way. The next step is a restore onto a fresh instance.
                    await chain.Target.EmptyAsync(Token);
                    await chain.ImportAsync(plan);
                }
            }
        }

        return (await chain.ReplayAsync(key, plan)).Transactions;
    }

    // The client's connections end at one byte, as after kill -9 of its process. Nothing that the client would do at its end arrives.
    private static async Task CutReplayAsync(WholeChain chain, string key, RestorePlan plan, int bytes, bool withServer)
    {
        using var relay = StallingRelay.AfterBytesOfClients(chain.Target.Server.Socket, bytes);
        Task<ReplayReport> replay = chain.ReplayAsync(key, plan, new MariaDbEndpoint(null, "127.0.0.1", relay.Port));
        if (await Task.WhenAny(relay.Stalled, replay) == replay)
        {
            await replay;
            return;
        }

        if (withServer)
        {
            await chain.Target.CrashAsync(Token);
        }

        relay.Dispose();
        await Should.ThrowAsync<TransientException>(() => replay);
    }

    // Without its tables, a server refuses the names of time zones.
    private static Task LoadZonesAsync(TestServer server) =>
        ReplayBench.ShellAsync(
            "for zone in Europe/Berlin America/New_York; do mariadb-tzinfo-to-sql /usr/share/zoneinfo/$zone $zone; done "
                + $"| mariadb --no-defaults -uroot -S {server.Server.Socket} mysql"
        );
}

/// <summary>How one history ended.</summary>
/// <param name="Step">The step of the chain that was the last to begin.</param>
/// <param name="Failure">What failed, in words; empty when the target equals the second set.</param>
/// <param name="Transactions">Number of log transactions that the replay applied.</param>
internal sealed record HistoryVerdict(History History, string Step, string Failure, int Transactions, TimeSpan Took)
{
    public bool IsGood => Failure.Length == 0;

    public string Words => IsGood ? "good" : $"{Step}: {Failure}";
}
