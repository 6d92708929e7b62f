using System.Text.Json.Serialization;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DumpRun))]
internal sealed partial class DumpRunJson : JsonSerializerContext;
