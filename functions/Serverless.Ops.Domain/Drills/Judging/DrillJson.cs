using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Drills.Journal;

namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>JSON of a drill's records: camelCase, indented, enums by name.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(JournalProofReport))]
[JsonSerializable(typeof(DrillTimeline))]
[JsonSerializable(typeof(DrillEvidence))]
public sealed partial class DrillJson : JsonSerializerContext;
