using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Site.Gate;

/// <summary>JSON of the gate's parameter.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)], PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(GateCredentials))]
internal sealed partial class GateJson : JsonSerializerContext;
