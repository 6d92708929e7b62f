namespace Serverless.Ops.Functions.Contracts;

/// <summary>A verification that found no difference; one that does is an ImportMismatchException.</summary>
public sealed record VerifyImportResult
{
    public required string SetId { get; init; }

    /// <summary>Where the verdict of each table is.</summary>
    public required string ReportKey { get; init; }
    public required int Tables { get; init; }
    public required int Objects { get; init; }
    public required long Rows { get; init; }
    public required double Seconds { get; init; }
    public required double MegabytesPerSecond { get; init; }

    /// <summary>What is not as on the source and does not make the target bad, each with its table: stored generated columns that were computed in another time zone; and
    /// what has to be done before the server serves production.
    /// The report has all of them.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
