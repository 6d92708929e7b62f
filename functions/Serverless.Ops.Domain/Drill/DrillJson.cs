using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Time;

namespace Serverless.Ops.Domain.Drill;

/// <summary>JSON of a drill's records: camelCase, indented, enums by name.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)], PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JournalProofReport))]
[JsonSerializable(typeof(WorkflowReport))]
[JsonSerializable(typeof(DrillTimeline))]
[JsonSerializable(typeof(DrillEvidence))]
public sealed partial class DrillJson : JsonSerializerContext;
