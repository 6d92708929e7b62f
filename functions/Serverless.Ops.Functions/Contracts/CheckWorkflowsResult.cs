using Serverless.Ops.Domain.Verdicts;

namespace Serverless.Ops.Functions.Contracts;

/// <summary>All workflows are good; otherwise the function fails.</summary>
public sealed record CheckWorkflowsResult
{
    public required string ReportKey { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>How many workflows were tried.</summary>
    public required int Workflows { get; init; }
}
