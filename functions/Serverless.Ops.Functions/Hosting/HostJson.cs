using System.Text.Json.Serialization;

namespace Serverless.Ops.Functions.Hosting;

/// <summary>The JSON of <see cref="HostLines"/>.</summary>
[JsonSerializable(typeof(ProgressLine))]
[JsonSerializable(typeof(ErrorLine))]
[JsonSerializable(typeof(ErrorReport))]
internal sealed partial class HostJson : JsonSerializerContext;
