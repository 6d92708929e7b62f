using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>What a run of shipping did; the same again when it is asked again.</summary>
/// <param name="Seconds">From the run's start to its manifest.</param>
/// <param name="Warnings">What a person has to know: files that a crash tore.</param>
public sealed record ShipReport(
    string RunId,
    string SetId,
    long Bytes,
    int Segments,
    long Transactions,
    double Seconds,
    BinlogCoordinates From,
    BinlogCoordinates To,
    DateTimeOffset ShippedThrough,
    long TimestampAnomalies,
    IReadOnlyList<string> Warnings)
{
    /// <summary>10^6 bytes a second over the whole run.</summary>
    public double MegabytesPerSecond => Seconds > 0 ? Bytes / Seconds / 1e6 : 0;

    public static ShipReport Of(BinlogManifest manifest) => new(
        manifest.RunId,
        manifest.SetId,
        manifest.Segments.Sum(segment => segment.To - segment.From),
        manifest.Segments.Count,
        manifest.Segments.Sum(segment => segment.Transactions),
        (manifest.FinishedAt - manifest.StartedAt).TotalSeconds,
        manifest.From,
        manifest.To,
        manifest.ShippedThrough,
        manifest.Segments.Sum(segment => segment.AnomalyCount),
        manifest.Segments.Where(segment => segment.Torn is not null).Select(segment => segment.Torn!.Describe(segment.File, segment.To)).ToArray());
}
