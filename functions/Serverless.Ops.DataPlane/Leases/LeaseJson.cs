using System.Text.Json.Serialization;

namespace Serverless.Ops.DataPlane.Leases;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LeaseRecord))]
internal sealed partial class LeaseJson : JsonSerializerContext;
