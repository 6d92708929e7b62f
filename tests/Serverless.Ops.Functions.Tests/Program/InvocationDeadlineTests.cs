using Microsoft.Extensions.Time.Testing;
using Serverless.Ops.Functions.Program;

namespace Serverless.Ops.Functions.Tests.Program;

public sealed class InvocationDeadlineTests
{
    private readonly FakeTimeProvider time = new();

    [Theory]
    [InlineData(10, 9)]
    [InlineData(900, 890)]
    public async Task Token_OfACall_IsCancelledBeforeItsTimeIsOver(int grantedSeconds, int usableSeconds)
    {
        Task<int> run = RunUntilCancelledAsync(TimeSpan.FromSeconds(grantedSeconds), CancellationToken.None);

        time.Advance(TimeSpan.FromSeconds(usableSeconds) - TimeSpan.FromMilliseconds(500));
        run.IsCompleted.ShouldBeFalse();
        time.Advance(TimeSpan.FromMilliseconds(600));

        (await run.ShouldThrowAsync<DeadlineExceededException>()).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Token_OfACallWithoutAnEnd_IsCancelledByTheStopAlone()
    {
        using var stop = new CancellationTokenSource();
        Task<int> run = RunUntilCancelledAsync(TimeSpan.MaxValue, stop.Token);

        time.Advance(TimeSpan.FromDays(400));
        run.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();

        await run.ShouldThrowAsync<JobStoppedException>();
    }

    [Fact]
    public async Task Call_WhoseTimeIsOverAlready_DoesNoWork()
    {
        Task<int> run = InvocationDeadline.RunAsync(
            Context(TimeSpan.FromTicks(-1), CancellationToken.None),
            time,
            token =>
            {
                token.ThrowIfCancellationRequested();
                return Task.FromResult(1);
            }
        );

        await run.ShouldThrowAsync<DeadlineExceededException>();
    }

    [Fact]
    public async Task Cancellation_OfTheUseCasesOwn_IsNotTheDeadline()
    {
        using var own = new CancellationTokenSource();
        await own.CancelAsync();

        await InvocationDeadline
            .RunAsync(Context(TimeSpan.FromSeconds(10), CancellationToken.None), time, _ => Task.FromCanceled<int>(own.Token))
            .ShouldThrowAsync<TaskCanceledException>();
    }

    private Task<int> RunUntilCancelledAsync(TimeSpan granted, CancellationToken stopping) =>
        InvocationDeadline.RunAsync(
            Context(granted, stopping),
            time,
            async token =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
                return 1;
            }
        );

    private HostLambdaContext Context(TimeSpan granted, CancellationToken stopping) => new("PlanRestore", "1", granted, time, stopping);
}
