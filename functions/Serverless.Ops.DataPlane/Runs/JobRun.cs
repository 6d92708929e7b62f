using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.StoreLayout;

namespace Serverless.Ops.DataPlane.Runs;

/// <summary>
/// The record of a run (runs/&lt;estate&gt;/&lt;job&gt;/&lt;run-id&gt;.json). A rerun finds the set of the run by this record.
/// </summary>
/// <param name="SetId">The set that the last try of the run began. The set is complete once it has a manifest.</param>
/// <param name="StartedAt">Start of that try, UTC.</param>
/// <param name="Estate">The estate that the run belongs to.</param>
/// <param name="Lineage">The source that the run backs up.</param>
internal sealed record JobRun(string RunId, string SetId, DateTimeOffset StartedAt, string? Estate = null, SourceLineage? Lineage = null)
{
    /// <exception cref="OtherEstateException"/>
    /// <exception cref="MisplacedObjectException"/>
    public void RequireAt(string key, string estate, string runId)
    {
        OtherEstateException.ThrowIfOther(key, Estate, estate);
        if (RunId != runId)
        {
            throw new MisplacedObjectException(key, $"the record of run '{RunId}'");
        }
    }
}

[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(JobRun))]
internal sealed partial class JobRunJson : JsonSerializerContext;

/// <summary>The record of a run is empty, damaged or no record. It alone says which set the run began.</summary>
public sealed class RunRecordUnreadableException(string key, OpsException cause)
    : PermanentException(
        $"The record of the run '{key}' cannot be read: {cause.WhatHappened}",
        "start the job with another run id; sets that this run completed stay usable. "
            + "To use this id again, delete that object; then the job makes a new set, also if the run had finished.",
        cause
    );

/// <summary>A run id was used again on another source. The answer of the earlier run says nothing about this source.</summary>
public sealed class RunOfOtherSourceException(string runId, string job, string setId, string earlier, SourceLineage source)
    : PermanentException(
        $"Run '{runId}' of job '{job}' began set {setId} on the source of lineage {earlier}. "
            + $"This host's database has lineage {source}, and that run did not back it up.",
        "start the job with another run id. If this host should serve the earlier source, check OPS_DATABASE."
    );
