using System.Text.Json.Nodes;
using Serverless.Ops.Domain.Drills.Judging;
using Serverless.Ops.Local.Aws.SystemsManager;
using Serverless.Ops.Local.Display;
using Serverless.Ops.Local.StatesLanguage.Executions;

namespace Serverless.Ops.Local.Drills.Watching;

/// <summary>Shows each Task state of an execution as a step. It follows the events of the execution's history.</summary>
internal sealed class ExecutionView(IStepDisplay display)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Shown> executions = new(StringComparer.Ordinal);

    /// <summary>Shows a host job's progress on the step that waits for it.</summary>
    public void Observe(JobLine written)
    {
        IStep? step;
        lock (gate)
        {
            step = executions.Values.Select(shown => shown.Step).LastOrDefault(running => running is not null);
        }

        if (step is not null)
        {
            JobProgress.Show(written.Line, step);
        }
    }

    public void Observe(ExecutionEvent seen)
    {
        lock (gate)
        {
            string execution = $"{seen.StateMachineName}/{seen.ExecutionName}";
            Shown shown = executions.GetValueOrDefault(execution) ?? (executions[execution] = new Shown());
            JsonObject? details = seen.Event.Details;
            switch (seen.Event.Type)
            {
                case "TaskStateEntered":
                    shown.Step = display.Begin(seen.StateName ?? "");
                    break;
                case "TaskSucceeded":
                    (shown.Failure, shown.Note) = (null, NoteOf((string?)details?["output"]));
                    break;
                case "TaskFailed" or "TaskTimedOut":
                    shown.Failure = ReasonOf(details);
                    break;
                case "TaskStateExited" or "ExecutionFailed" or "ExecutionTimedOut" or "ExecutionAborted":
                    shown.End(seen.Event.Type == "TaskStateExited" ? null : ReasonOf(details));
                    break;
            }
        }
    }

    private static string ReasonOf(JsonObject? details) => $"{(string?)details?["error"]}: {FailureText.Of((string?)details?["cause"])}";

    private static string NoteOf(string? output) =>
        output is ['{', ..] && Parse(output) is { } result ? StepNotes.Of(result["Payload"] as JsonObject ?? result) : "";

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null; // A text that begins with { need not be JSON.
        }
    }

    private sealed class Shown
    {
        public IStep? Step { get; set; }

        public string? Failure { get; set; }

        public string Note { get; set; } = "";

        public void End(string? reason)
        {
            if ((reason ?? Failure) is { } failure)
            {
                Step?.Fail(failure);
            }
            else
            {
                Step?.Succeed(Note);
            }

            (Step, Failure, Note) = (null, null, "");
        }
    }
}
