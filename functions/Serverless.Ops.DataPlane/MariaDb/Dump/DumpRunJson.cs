using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Time;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)], PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DumpRun))]
internal sealed partial class DumpRunJson : JsonSerializerContext;
