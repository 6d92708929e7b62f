using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Gate;

/// <summary>The results of the workflow gate: <c>restores/&lt;estate&gt;/&lt;run-id&gt;/workflows.json</c>.</summary>
public sealed record WorkflowReport
{
    public const int CurrentFormat = 1;
    public const string Name = "workflows.json";

    /// <summary>The checks that a report must contain, each once: the five critical workflows and the known secret.</summary>
    public static IReadOnlyList<string> Demanded { get; } =
    ["login", "member search", "status approval", "payment entry", "media feed", "encryption key"];

    public required int Format { get; init; }
    public required string RunId { get; init; }
    public required Uri SiteUrl { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset FinishedAt { get; init; }
    public required IReadOnlyList<WorkflowVerdict> Workflows { get; init; }

    /// <summary>True when every check is good. A report without checks has not passed.</summary>
    public bool Passed => Workflows.Count > 0 && Workflows.All(workflow => workflow.Verdict == Verdict.Good);
}

/// <summary>The verdict on one critical workflow of the restored site.</summary>
/// <param name="Workflow">The workflow's name, such as "member search".</param>
/// <param name="Reason">The observation behind the verdict; never a secret.</param>
public sealed record WorkflowVerdict(string Workflow, Verdict Verdict, string Reason, TimeSpan Took);

/// <summary>A critical workflow did not pass on the restored site, so the site stays closed.</summary>
public sealed class WorkflowGateFailedException(string whatHappened, string nextStep) : PermanentException(whatHappened, nextStep);

/// <summary>JSON of the gate's report: camelCase, indented, enums by name.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(WorkflowReport))]
public sealed partial class WorkflowJson : JsonSerializerContext;
