using Serverless.Ops.DataPlane.Planning;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories;
using Serverless.Ops.Domain.Recovery.Places;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Recovery.Targets;
using Serverless.Ops.Domain.Sets.Database;
using Serverless.Ops.TestSupport.MariaDb;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Replay;

/// <summary>Sessions that set gtid_seq_no, so that the numbers of the log rise and fall.</summary>
public sealed class SequenceNumberTests(SourceAndTarget servers) : IClassFixture<SourceAndTarget>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ATransaction_BehindAHigherNumber_IsFound_InOneShipmentAndInTwo(bool inTwo)
    {
        using var chain = new WholeChain(servers.Source, servers.Target);
        await servers.Target.EmptyAsync(Token);
        await servers.Source.ExecuteAsync("create or replace database numbered; create table numbered.t (id int primary key)", Token);
        int from = inTwo ? 10_000 : 20_000;
        DatabaseManifest first = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync($"set gtid_seq_no={from + 1000}; insert into numbered.t values (1)", Token);
        if (inTwo)
        {
            await chain.ShipAsync();
        }

        await servers.Source.ExecuteAsync($"set gtid_seq_no={from + 500}; insert into numbered.t values (2)", Token);
        await servers.Source.ExecuteAsync("insert into numbered.t values (3)", Token);
        string third = (await servers.Source.ScalarAsync("select @@gtid_binlog_pos", Token))!; // the server goes on from its highest number
        await chain.ShipAsync();
        DatabaseManifest second = await chain.BackUpAsync();
        await servers.Source.ExecuteAsync($"set gtid_seq_no={from + 2000}; insert into numbered.t values (4)", Token);
        await chain.ShipAsync();

        foreach (
            (string target, string rows) in ((string, string)[])
                [($"0-1-{from + 1000}", "1"), ($"0-1-{from + 500}", "1,2"), ($"before:0-1-{from + 500}", "1"), (third, "1,2,3")]
        )
        {
            (string key, RestorePlan plan) = await PlanAsync(chain, target, first);
            await servers.Target.EmptyAsync(Token);
            await chain.ImportAsync(plan);
            await chain.ReplayAsync(key, plan);
            await chain.VerifyReplayAsync(key, plan);
            (await servers.Target.ScalarAsync("select group_concat(id order by id) from numbered.t", Token)).ShouldBe(rows, target);
        }

        (await PlanAsync(chain, $"0-1-{from + 2000}", null)).Plan.DatabaseSetId.ShouldBe(second.SetId);
        await Should.ThrowAsync<GtidNotInLogException>(() => PlanAsync(chain, $"0-1-{from + 700}", first));
    }

    private static Task<(string Key, RestorePlan Plan)> PlanAsync(WholeChain chain, string target, DatabaseManifest? set) =>
        new PlanStore(chain.Round.Store, WholeChain.Estate, TimeProvider.System).MakeAsync(
            $"plan-{Guid.NewGuid():n}",
            RestoreTarget.Parse(target),
            set is null ? null : new SetChoice(set.SetId, IsBefore: false),
            Token
        );
}
