using System.Diagnostics;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Shipping;

/// <summary>Polls a condition until it holds, for three minutes at the most.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        long began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromMinutes(3), "the condition never held");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
