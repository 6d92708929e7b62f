using System.Text.Json.Serialization;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ReplayVerdict))]
internal sealed partial class ReplayVerdictJson : JsonSerializerContext;
