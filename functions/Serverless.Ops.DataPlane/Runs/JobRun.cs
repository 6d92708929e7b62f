using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Runs;

/// <summary>The record of a run (runs/&lt;job&gt;/&lt;run-id&gt;.json). A rerun finds the set of the run by this record.</summary>
/// <param name="SetId">The set that the last try of the run began. The set is complete once it has a manifest.</param>
/// <param name="StartedAt">Start of that try, UTC.</param>
internal sealed record JobRun(string RunId, string SetId, DateTimeOffset StartedAt);

[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true
)]
[JsonSerializable(typeof(JobRun))]
internal sealed partial class JobRunJson : JsonSerializerContext;
