using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Serverless.Ops.TestSupport;

/// <summary>Time that moves only in steps of the test. A step waits until the code under test sets a timer of the expected span.</summary>
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

    /// <summary>Waits like <see cref="SetAsync"/>, and then moves the time by the span.</summary>
    public async Task StepAsync(double seconds)
    {
        await SetAsync(seconds);
        Advance(TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Waits until the code sets a timer of this span, after the timer of the last wait.</summary>
    public Task SetAsync(double seconds)
    {
        var span = TimeSpan.FromSeconds(seconds);
        return Until(() => TryFind(span), $"a wait of {span}");
    }

    /// <summary>Later waits ignore all timers that the code has set until now.</summary>
    public void PassOver()
    {
        lock (gate)
        {
            seen = waits.Count;
        }
    }

    /// <summary>Waits in real time until the condition is true. Throws <see cref="TimeoutException"/> after 2 minutes.</summary>
    /// <param name="what">A noun phrase for the error, for example "the retry".</param>
    public static async Task Until(Func<bool> condition, string what)
    {
        long began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
            {
                throw new TimeoutException($"Waited {Patience.TotalMinutes} min for {what}, which did not happen.");
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
