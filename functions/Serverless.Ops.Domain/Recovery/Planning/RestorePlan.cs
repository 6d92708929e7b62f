using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>
/// Lists exactly what a restore to one target uses. Pure data: a person can print it, and other programs execute it.
/// Stored under <c>plans/</c> and passed by key.
/// </summary>
public sealed record RestorePlan
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }

    /// <summary>The run and the estate that the plan belongs to. The plan's key has both.</summary>
    public required string RunId { get; init; }
    public required string Estate { get; init; }
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>The requested target, in one of the forms of <see cref="RestoreTarget.Forms"/>.</summary>
    public required string Asked { get; init; }

    /// <summary>The requested set, in one of the forms of <see cref="SetChoice.Forms"/>; null when the planner chose.</summary>
    public string? AskedSet { get; init; }

    /// <summary>
    /// T. For a second, the restore takes the log's prefix before the first commit stamped at or after T. For latest, it takes all of the
    /// log that was shipped, and T is the time of the last heartbeat: everything committed before T is restored, and what was shipped after
    /// it. For a place in the log, T is the second of the restored state: the latest stamp among its commits, or the set's own second.
    /// <see cref="ReplayTo"/> always says where the restore ends.
    /// </summary>
    public required DateTimeOffset Target { get; init; }

    /// <summary>
    /// The restore holds no transaction that was sent at this time or later. T itself for a second. For latest, the source's clock after
    /// the last commit had been read. Null for a place, and when it is unknown (older sets, older plans).
    /// </summary>
    public DateTimeOffset? LeavesOutFrom { get; init; }
    public required Lineage Lineage { get; init; }
    public required string DatabaseSetId { get; init; }
    public required BinlogCoordinates ReplayFrom { get; init; }
    public required BinlogCoordinates ReplayTo { get; init; }
    public required IReadOnlyList<PlannedSegment> Segments { get; init; }

    /// <summary>The source's settings at the database set, by name. Statements in the log depend on some. Null in older plans.</summary>
    public IReadOnlyDictionary<string, string>? SourceVariables { get; init; }

    /// <summary>For latest, the time from T to the plan. 0 for a second and for a place, since the log reaches them.</summary>
    public required TimeSpan ExpectedLoss { get; init; }

    /// <summary>Notes for a person, such as stamps that a session set, or objects that the set does not carry.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
    public required long ImportTextBytes { get; init; }
    public required long ReplayBytes { get; init; }

    /// <summary>The manifests that the plan was made from: of the database set, and of each binlog set whose segments it uses. Null in
    /// older plans, which no job runs.</summary>
    public IReadOnlyList<PlannedManifest>? Manifests { get; init; }

    /// <summary>Set when the plan does not begin with the newest set that serves: what that costs. Null in older plans.</summary>
    public OlderSet? OlderSet { get; init; }

    /// <summary>The database set, as the jobs that read it need it.</summary>
    [JsonIgnore]
    public PlannedSet Set
    {
        get
        {
            string key = StoreKeys.Manifest(Job.Database, DatabaseSetId);
            return new(Estate, DatabaseSetId, Manifests?.FirstOrDefault(manifest => manifest.Key == key)?.Sha256);
        }
    }
}

/// <summary>A manifest that a plan was made from.</summary>
/// <param name="Key">Full key in the store.</param>
/// <param name="Sha256">Of the bytes as stored.</param>
public sealed record PlannedManifest(string Key, string Sha256);

/// <summary>The database set of a plan.</summary>
/// <param name="ManifestSha256">Of the manifest that the plan was made from; null if the plan does not say.</param>
public sealed record PlannedSet(string Estate, string SetId, string? ManifestSha256);

/// <summary>One stored segment that the replay reads. The plan's coordinates say where in it the replay begins and ends.</summary>
/// <param name="Key">Full key in the store.</param>
/// <param name="File">Binary log file name.</param>
/// <param name="FormatDescription">The file's Format_description event, base64.</param>
/// <param name="SegmentFrom">File position of the object's first byte.</param>
/// <param name="SegmentTo">File position after the object's last byte.</param>
/// <param name="EndsFile">True when the next segment belongs to the next file.</param>
/// <param name="Sha256">Of the object's bytes as stored.</param>
public sealed record PlannedSegment(
    string Key,
    string File,
    string FormatDescription,
    long SegmentFrom,
    long SegmentTo,
    bool EndsFile,
    string Sha256
);

/// <summary>JSON of a plan at rest: camelCase, indented, enums by name.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(RestorePlan))]
public sealed partial class PlanJson : JsonSerializerContext;
