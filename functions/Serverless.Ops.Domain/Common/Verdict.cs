using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Common;

/// <summary>The outcome of one check.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    [JsonStringEnumMemberName("good")]
    Good,

    [JsonStringEnumMemberName("suspect")]
    Suspect,

    [JsonStringEnumMemberName("failed")]
    Failed,
}
