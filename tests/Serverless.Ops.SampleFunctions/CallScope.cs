namespace Serverless.Ops.SampleFunctions;

/// <summary>A scoped service. Each call has its own instance, and its id tells calls apart.</summary>
public sealed class CallScope
{
    public string Id { get; } = Guid.NewGuid().ToString();
}
