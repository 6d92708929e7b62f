namespace Serverless.Ops.Domain.Recovery.Targets;

/// <summary>The log's prefix up to this position, which no transaction may stand across.</summary>
/// <param name="File">Binary log file name.</param>
/// <param name="Position">Before the byte with this offset.</param>
public sealed record PositionTarget(string File, long Position) : PlaceTarget
{
    /// <summary>Where a file's first event begins, behind its magic number.</summary>
    public const long First = 4;

    public override string ToString() => $"{File}:{Position}";
}
