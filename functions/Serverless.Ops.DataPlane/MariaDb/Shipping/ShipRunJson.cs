using System.Text.Json.Serialization;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ShipRun))]
internal sealed partial class ShipRunJson : JsonSerializerContext;
