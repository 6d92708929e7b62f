namespace Serverless.Ops.Functions.Contracts;

/// <summary>The plan's key and its gist.</summary>
public sealed record PlanRestoreResult
{
    public required string RunId { get; init; }

    public required string PlanKey { get; init; }

    /// <summary>The second that is restored to; for a place in the log the second of what is restored.</summary>
    public required DateTimeOffset Target { get; init; }

    public required string DatabaseSetId { get; init; }

    /// <summary>File and position where replay ends.</summary>
    public required string ReplayTo { get; init; }

    /// <summary>GTID position there.</summary>
    public required string Gtid { get; init; }

    public required int Segments { get; init; }

    public required long ImportTextBytes { get; init; }

    public required long ReplayBytes { get; init; }

    public required double ExpectedLossSeconds { get; init; }

    public required int Warnings { get; init; }
}
