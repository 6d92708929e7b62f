using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Serverless.Ops.DataPlane.Runs;
using Serverless.Ops.DataPlane.Storage.Folder;
using Serverless.Ops.DataPlane.Tests.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Tests.Runs;

public sealed class LeaseRaceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_ThatRaceForALease_HaveExactlyOneWinnerEachTime()
    {
        using var folder = new TemporaryFolder();
        var racers = Enumerable.Range(0, 3).Select(i => StoreProcess.Start("lease", $"run-{i}")).ToList();
        try
        {
            foreach (StoreProcess? racer in racers)
            {
                (await racer.HearAsync(Cancellation)).ShouldBe("ready");
            }

            for (int round = 0; round < 40; round++)
            {
                // Even rounds race for a lease that never existed. Odd rounds race for the lease that the round before released.
                string root = Path.Combine(folder.Path, (round / 2).ToString());
                await Task.WhenAll(racers.Select(racer => racer.SayAsync(root)));
                string?[] answers = await Task.WhenAll(racers.Select(racer => racer.HearAsync(Cancellation)));

                answers.Count(a => a == "won").ShouldBe(1, $"round {round}: {string.Join(", ", answers)}");
                answers.Where(a => a != "won").ShouldAllBe(a => a == $"held by run-{Array.IndexOf(answers, "won")}");
                await Task.WhenAll(racers.Select(racer => racer.SayAsync("release")));
                foreach (StoreProcess? racer in racers)
                {
                    (await racer.HearAsync(Cancellation)).ShouldBe("released");
                }
            }
        }
        finally
        {
            racers.ForEach(racer => racer.Dispose());
        }
    }

    [Fact]
    public async Task Keepers_InAnyInterleaving_NeverHoldTogether()
    {
        // The clocks of the three runs differ by less than the allowance. The steps: acquire, release, lose the store, let time pass.
        var step = Gen.Select(
            Gen.Int[0, 2],
            Gen.OneOf(
                Gen.Const("acquire"),
                Gen.Const("acquire"),
                Gen.Const("release"),
                Gen.Const("down"),
                Gen.Const("up"),
                Gen.Const("pass")
            ),
            Gen.Int[1, 90]
        );
        await Gen.Select(step.Array[5, 25], Gen.Int[0, 14].Array[3])
            .SampleAsync(
                async (steps, skews) =>
                {
                    using var folder = new TemporaryFolder();
                    var runs = skews.Select((skew, i) => new Run(folder.Path, i, skew)).ToList();
                    try
                    {
                        foreach ((int who, string? what, int seconds) in steps)
                        {
                            await runs[who].DoAsync(what);
                            if (what == "pass")
                            {
                                runs.ForEach(run => run.Time.Advance(TimeSpan.FromSeconds(seconds)));
                            }

                            if (runs.Count(run => run.Holds) > 1)
                            {
                                return false;
                            }
                        }

                        return true;
                    }
                    finally
                    {
                        foreach (Run? run in runs)
                        {
                            await run.DoAsync("release");
                        }
                    }
                },
                iter: 150,
                threads: 1
            );
    }

    private sealed class Run(string root, int number, int skewSeconds)
    {
        private readonly FaultyStore store = new(new FolderObjectStore(root));
        private Lease? lease;

        public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, skewSeconds, TimeSpan.Zero));

        public bool Holds => lease is { Lost.IsCancellationRequested: false };

        public async Task DoAsync(string what)
        {
            switch (what)
            {
                case "acquire" when lease is null:
                    try
                    {
                        lease = await new LeaseKeeper(store, new StoreKeys("fern"), Time).AcquireAsync(
                            Job.Binlog,
                            $"run-{number}",
                            TimeSpan.FromSeconds(60),
                            Cancellation
                        );
                    }
                    catch (TransientException)
                    {
                        // Another run holds the lease, or the store is down.
                    }

                    break;
                case "release" when lease is not null:
                    await lease.DisposeAsync();
                    lease = null;
                    break;
                case "down" or "up":
                    store.IsDown = what == "down";
                    break;
            }
        }
    }
}
