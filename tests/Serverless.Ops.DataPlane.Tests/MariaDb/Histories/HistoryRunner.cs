using Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>Lets the acts of a history happen to the source.</summary>
internal sealed class HistoryRunner(WholeChain chain, History history, Coverage coverage) : IAsyncDisposable
{
    private readonly HistorySession[] sessions =
    [
        .. Enumerable.Range(0, history.Sessions).Select(number => new HistorySession(chain.Source, number, history.Concurrent, coverage)),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// Runs the acts, each session from a new login. No statement runs while the operator acts, but transactions may be open. MariaDB logs
    /// changes of MyISAM tables and most DDL after it made them, so a crash in between would leave a source that its log does not explain.
    /// </summary>
    public async Task RunAsync(IReadOnlyList<Act> acts)
    {
        await OpenAllAsync();
        for (int from = 0; from < acts.Count; )
        {
            int to = from;
            while (to < acts.Count && acts[to].Session != Act.Operator)
            {
                to++;
            }

            Act[] part = [.. acts.Skip(from).Take(to - from)];
            await (history.Concurrent ? RunTogetherAsync(part) : RunInOrderAsync(part));
            if (to < acts.Count)
            {
                await OperateAsync(acts[to]);
            }

            from = to + 1;
        }

        foreach (HistorySession session in sessions)
        {
            await session.CloseAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HistorySession session in sessions)
        {
            await session.DisposeAsync();
        }
    }

    private async Task OpenAllAsync()
    {
        foreach (HistorySession session in sessions)
        {
            await session.OpenAsync(Token);
        }
    }

    private async Task RunInOrderAsync(IReadOnlyList<Act> acts)
    {
        foreach (Act act in acts)
        {
            await sessions[act.Session % sessions.Length].DoAsync(act, Token);
        }
    }

    private Task RunTogetherAsync(IReadOnlyList<Act> acts) =>
        Task.WhenAll(
            sessions.Select(
                async (session, number) =>
                {
                    foreach (Act act in acts.Where(act => act.Session % sessions.Length == number))
                    {
                        await session.DoAsync(act, Token);
                    }
                }
            )
        );

    private async Task OperateAsync(Act deed)
    {
        switch (deed.Kind)
        {
            case Operations.Ship:
                await chain.ShipAsync();
                break;
            case Operations.Kill:
                await chain.Source.CrashAsync(Token);
                await OpenAllAsync();
                break;
            case Operations.Restart:
                await chain.Source.RestartAsync(Token);
                await OpenAllAsync();
                break;
            default:
                throw new InvalidOperationException($"The operator does not know '{deed.Kind}'.");
        }

        coverage.Count(deed, null);
    }
}
