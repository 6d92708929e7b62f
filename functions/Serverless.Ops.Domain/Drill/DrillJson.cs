using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Drill;

/// <summary>JSON of a drill's records: camelCase, indented, enums by name.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JournalProofReport))]
[JsonSerializable(typeof(WorkflowReport))]
[JsonSerializable(typeof(DrillTimeline))]
[JsonSerializable(typeof(DrillEvidence))]
public sealed partial class DrillJson : JsonSerializerContext;
