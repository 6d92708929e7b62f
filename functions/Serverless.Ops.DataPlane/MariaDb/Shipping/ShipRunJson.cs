using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Time;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)], PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ShipRun))]
internal sealed partial class ShipRunJson : JsonSerializerContext;
