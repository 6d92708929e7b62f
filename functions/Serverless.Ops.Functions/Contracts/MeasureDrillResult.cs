using Serverless.Ops.Domain.Verdicts;

namespace Serverless.Ops.Functions.Contracts;

/// <summary>What the drill came to.</summary>
public sealed record MeasureDrillResult
{
    /// <summary>good: the restore is proven.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>One sentence.</summary>
    public required string Reason { get; init; }

    public required string EvidenceKey { get; init; }
}
