namespace Amazon.Lambda.RuntimeSupport;

/// <summary>One call as the Runtime API handed it out.</summary>
internal sealed record Invocation(Stream Input, RuntimeLambdaContext Context) : IDisposable
{
    public void Dispose() => Input.Dispose();
}
