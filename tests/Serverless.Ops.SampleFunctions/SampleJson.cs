using System.Text.Json.Serialization;

namespace Serverless.Ops.SampleFunctions;

[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(Answer))]
public sealed partial class SampleJson : JsonSerializerContext;
