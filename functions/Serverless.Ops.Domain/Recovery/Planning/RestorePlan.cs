using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>
/// For one target exactly what is used: pure data, printable, executed elsewhere. Stored under <c>plans/</c> and passed by key.
/// </summary>
public sealed record RestorePlan
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }
    public required string RunId { get; init; }
    public required string Estate { get; init; }
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>What was asked for, in one of the forms of <see cref="RestoreTarget.Forms"/>.</summary>
    public required string Asked { get; init; }

    /// <summary>
    /// T: restored is the log's prefix before the first commit stamped at or after it. When a place in the log was asked for, it is the second of
    /// the restored state: the latest stamp among its commits, or the set's own second; <see cref="ReplayTo"/> alone says where it ends.
    /// </summary>
    public required DateTimeOffset Target { get; init; }
    public required Lineage Lineage { get; init; }
    public required string DatabaseSetId { get; init; }
    public required BinlogCoordinates ReplayFrom { get; init; }
    public required BinlogCoordinates ReplayTo { get; init; }
    public required IReadOnlyList<PlannedSegment> Segments { get; init; }

    /// <summary>The source's settings at the database set, by name: statements of the log take some of them as given. Null in older plans.</summary>
    public IReadOnlyDictionary<string, string>? SourceVariables { get; init; }

    /// <summary>How much before the asked instant the restored state ends: 0 when the log reaches past it, and for a place.</summary>
    public required TimeSpan ExpectedLoss { get; init; }

    /// <summary>Sessions that set <c>timestamp</c> near the way, what the set does not carry, and other things a person should know.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
    public required long ImportTextBytes { get; init; }
    public required long ReplayBytes { get; init; }
}

/// <summary>One stored segment that the replay reads; where in it the way begins and ends is said by the plan's coordinates.</summary>
/// <param name="Key">Full key in the store.</param>
/// <param name="File">Binary log file name.</param>
/// <param name="FormatDescription">The file's Format_description event, base64.</param>
/// <param name="SegmentFrom">File position of the object's first byte.</param>
/// <param name="SegmentTo">File position after the object's last byte.</param>
/// <param name="EndsFile">True when the next segment is of the next file.</param>
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
