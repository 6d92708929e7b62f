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

    /// <summary>Runs the acts, each session from a new login. The operator's acts part them: all sessions end before these.</summary>
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

            Act? deed = to < acts.Count ? acts[to] : null;
            Act[] part = [.. acts.Skip(from).Take(to - from)];
            if (history.Concurrent)
            {
                await RunTogetherAsync(part, deed);
            }
            else
            {
                await RunInOrderAsync(part);
            }

            if (deed is not null)
            {
                await OperateAsync(deed);
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
            HistorySession session = sessions[act.Session % sessions.Length];
            if (!await session.DoAsync(act, Token))
            {
                // The release of a transaction closes a connection, and nothing else may.
                act.Sql.ShouldContain("release", Case.Insensitive, $"The source ended the connection of {act}");
                await session.OpenAsync(Token);
            }
        }
    }

    private async Task RunTogetherAsync(IReadOnlyList<Act> acts, Act? deed)
    {
        int done = 0;
        bool isAway = false;
        // A kill comes while the sessions work. A restart waits for them.
        int killAt = deed?.Kind == Operations.Kill ? acts.Count / 2 : int.MaxValue;
        var killed = new TaskCompletionSource();
        Task kill = killAt == int.MaxValue ? Task.CompletedTask : KillWhenAsync();
        await Task.WhenAll(
            sessions.Select((session, number) => OneAsync(session, acts.Where(act => act.Session % sessions.Length == number)))
        );
        killed.TrySetResult();
        await kill;

        async Task OneAsync(HistorySession session, IEnumerable<Act> own)
        {
            foreach (Act act in own)
            {
                if (isAway)
                {
                    return;
                }

                bool isThere = await session.DoAsync(act, Token);
                if (Interlocked.Increment(ref done) >= killAt)
                {
                    killed.TrySetResult();
                }

                if (!isThere && killAt == int.MaxValue)
                {
                    act.Sql.ShouldContain("release", Case.Insensitive, $"The source ended the connection of {act}");
                    await session.OpenAsync(Token);
                }
                else if (!isThere)
                {
                    return;
                }
            }
        }

        async Task KillWhenAsync()
        {
            await killed.Task;
            await chain.Source.Server.KillAsync();
            isAway = true;
        }
    }

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
