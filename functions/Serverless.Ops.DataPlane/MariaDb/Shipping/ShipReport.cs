using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>
/// The result of one run of shipping. A rerun with the same run id reports the same run. The job ShipBinlogs returns this record: its
/// JSON is a contract.
/// </summary>
public sealed record ShipReport
{
    public required string RunId { get; init; }

    public required string SetId { get; init; }

    public required long Bytes { get; init; }

    public required int Segments { get; init; }

    public required long Transactions { get; init; }

    /// <summary>Seconds from the run's start to its manifest.</summary>
    public required double Seconds { get; init; }

    /// <summary>10^6 bytes a second over the whole run.</summary>
    public double MegabytesPerSecond => Seconds > 0 ? Bytes / Seconds / 1e6 : 0;

    /// <summary>Everything committed before this instant is in the store.</summary>
    public required DateTimeOffset ShippedThrough { get; init; }

    /// <summary>Number of commits whose time stamp a session set.</summary>
    public required long TimestampAnomalies { get; init; }

    /// <summary>
    /// Facts for a person: files that a crash of the source tore, clocks that are wrong or were moved back, changes whose rows the log does
    /// not have, and manifests of the store that cannot be used.
    /// </summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Start of the log of this run. Not a part of the JSON.</summary>
    [JsonIgnore]
    public BinlogCoordinates From { get; init; } = new("", 0, "");

    /// <summary>End of the log of this run. Not a part of the JSON.</summary>
    [JsonIgnore]
    public BinlogCoordinates To { get; init; } = new("", 0, "");

    /// <param name="damaged">The store's manifests that cannot be used.</param>
    public static ShipReport Of(BinlogManifest manifest, IReadOnlyList<DamagedManifest> damaged) =>
        new()
        {
            RunId = manifest.RunId,
            SetId = manifest.SetId,
            Bytes = manifest.Segments.Sum(segment => segment.To - segment.From),
            Segments = manifest.Segments.Count,
            Transactions = manifest.Segments.Sum(segment => segment.Transactions),
            Seconds = (manifest.FinishedAt - manifest.StartedAt).TotalSeconds,
            ShippedThrough = manifest.ShippedThrough,
            TimestampAnomalies = manifest.Segments.Sum(segment => segment.AnomalyCount),
            Warnings =
            [
                .. manifest
                    .Segments.Where(segment => segment.Torn is not null)
                    .Select(segment => segment.Torn!.Describe(segment.File, segment.To)),
                .. ShippedClocks.Warnings(manifest),
                .. FindingTexts.Of(
                    manifest.Segments.Where(segment => segment.Findings is not null).Select(segment => (segment.File, segment.Findings!)),
                    withHarmless: false
                ),
                .. damaged.Select(found => found.ToString()),
            ],
            From = manifest.From,
            To = manifest.To,
        };
}
