using System.Text.Json.Serialization;

namespace Serverless.Ops.DataPlane.Site;

/// <summary>JSON of the gate's parameter.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(GateCredentials))]
internal sealed partial class GateJson : JsonSerializerContext;
