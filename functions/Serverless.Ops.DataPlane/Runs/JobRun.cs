using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Runs;

/// <summary>The record of a run (runs/&lt;job&gt;/&lt;run-id&gt;.json), by which a rerun finds the set that the run began.</summary>
/// <param name="SetId">The set that the run's last try began. It is finished when it has a manifest.</param>
/// <param name="StartedAt">When that try began, UTC.</param>
internal sealed record JobRun(string RunId, string SetId, DateTimeOffset StartedAt);

[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true
)]
[JsonSerializable(typeof(JobRun))]
internal sealed partial class JobRunJson : JsonSerializerContext;
