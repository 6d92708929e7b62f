using System.Text.Json.Serialization;

namespace Serverless.Ops.DataPlane.MariaDb.Import;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ImportReport))]
public sealed partial class ImportReportJson : JsonSerializerContext;
