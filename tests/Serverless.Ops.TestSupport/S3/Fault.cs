namespace Serverless.Ops.TestSupport.S3;

/// <summary>What the proxy does to one request instead of passing it on and back.</summary>
/// <param name="Kind">What goes wrong.</param>
/// <param name="AfterBytes">For cuts and damage: how many bytes of the answer come through whole.</param>
public sealed record Fault(FaultKind Kind, int AfterBytes = 0);
