using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Drills.Judging;

/// <summary>What ended a restore, as Step Functions hands it to a Catch.</summary>
/// <param name="Error">The exception's short class name.</param>
/// <param name="Cause">JSON or text.</param>
public sealed record DrillFailure(
    [property: JsonPropertyName("Error")] string Error, [property: JsonPropertyName("Cause")] string? Cause = null);
