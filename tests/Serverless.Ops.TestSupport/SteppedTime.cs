using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Serverless.Ops.TestSupport;

/// <summary>Time that stands still until the code under test waits for exactly the expected span.</summary>
public sealed class SteppedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Lock gate = new();
    private readonly List<TimeSpan> waits = [];
    private int seen;

    public SteppedTime()
        : this(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero)) { }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        lock (gate)
        {
            waits.Add(dueTime);
        }

        return timer;
    }

    /// <summary>Waits until a timer of this span was set behind the one that was waited for last, then lets the span pass.</summary>
    public async Task StepAsync(double seconds)
    {
        await SetAsync(seconds);
        Advance(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Waits until a timer of this span was set behind the one that was waited for last.</summary>
    public Task SetAsync(double seconds)
    {
        var span = TimeSpan.FromSeconds(seconds);
        return Until(() => TryFind(span), $"a wait of {span}");
    }

    /// <summary>Timers that were set by now are not waited for.</summary>
    public void PassOver()
    {
        lock (gate)
        {
            seen = waits.Count;
        }
    }

    public static async Task Until(Func<bool> condition, string what)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"It never came to {what}.");
            }

            await Task.Delay(1);
        }
    }

    private bool TryFind(TimeSpan span)
    {
        lock (gate)
        {
            int at = waits.IndexOf(span, seen);
            seen = at < 0 ? seen : at + 1;
            return at >= 0;
        }
    }
}
