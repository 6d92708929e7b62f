namespace Serverless.Ops.Local.Aws.Lambda;

/// <summary>One invocation on its way through a sandbox.</summary>
internal sealed class LambdaInvocation(string payload, DateTimeOffset deadline)
{
    private readonly TaskCompletionSource<LambdaAnswer> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string RequestId { get; } = Guid.NewGuid().ToString();

    public string Payload => payload;

    public DateTimeOffset Deadline => deadline;

    public Task<LambdaAnswer> Answer => completion.Task;

    /// <summary>False when it was answered before.</summary>
    public bool Complete(LambdaAnswer answer) => completion.TrySetResult(answer);
}
