using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Binlog;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.Domain.Catalogue;

/// <summary>JSON of both manifests: camelCase, indented, enums by name. See docs/formats/.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(DatabaseManifest))]
[JsonSerializable(typeof(BinlogManifest))]
public sealed partial class ManifestJson : JsonSerializerContext;
