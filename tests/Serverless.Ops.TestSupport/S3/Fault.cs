namespace Serverless.Ops.TestSupport.S3;

/// <summary>A fault that the proxy injects into one request.</summary>
/// <param name="Kind">The kind of fault.</param>
/// <param name="AfterBytes">For CutAnswer and DamagedAnswer: number of good bytes before the fault.</param>
public sealed record Fault(FaultKind Kind, int AfterBytes = 0);
