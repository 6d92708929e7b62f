namespace Serverless.Ops.SampleFunctions;

/// <summary>Made once a call; its id tells calls apart.</summary>
public sealed class CallScope
{
    public string Id { get; } = Guid.NewGuid().ToString();
}
