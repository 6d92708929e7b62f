using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Serverless.Ops.Local.Tests.States;

/// <summary>Time that stands still until the code under test waits for exactly the expected span.</summary>
internal sealed class SteppedTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero))
{
    private readonly ConcurrentBag<TimeSpan> waits = [];
    private int seen;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        waits.Add(dueTime);
        return timer;
    }

    /// <summary>Waits until a timer of this span was set since the last step, then lets the span pass.</summary>
    public async Task StepAsync(double seconds)
    {
        TimeSpan span = TimeSpan.FromSeconds(seconds);
        await Until(() => waits.Count > seen && waits.Take(waits.Count - seen).Contains(span), $"a wait of {span}; there were {string.Join(", ", waits.Reverse())}");
        seen = waits.Count;
        Advance(span);
    }

    public static async Task Until(Func<bool> condition, string what)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(20), $"waited for {what}");
            await Task.Delay(1);
        }
    }
}
