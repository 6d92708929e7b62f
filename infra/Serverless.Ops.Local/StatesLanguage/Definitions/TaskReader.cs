using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Reads the fields that only a Task has: resource, limits, Retry and Catch.</summary>
internal static class TaskReader
{
    private const string TokenPath = "$$.Task.Token";

    public static TaskState Read(FieldReader fields, string? next, DataFlow flow, TaskResources resources)
    {
        string arn = fields.Text("Resource");
        TaskResource resource =
            resources.Find(arn)
            ?? throw fields.Error("Resource", $"{arn} is not supported", $"use one of {string.Join(", ", resources.Arns)}");
        int timeout = fields.Whole("TimeoutSeconds", 1, 99_999_999);
        int? heartbeat = fields.OptionalWhole("HeartbeatSeconds", 1, 99_999_999);
        if (heartbeat >= timeout)
        {
            throw fields.Error("HeartbeatSeconds", "the value is not less than TimeoutSeconds", "lower HeartbeatSeconds");
        }

        if (heartbeat is not null && !resource.WaitsForToken)
        {
            throw fields.Error(
                "HeartbeatSeconds",
                "a task without a token cannot send heartbeats",
                "leave HeartbeatSeconds out and rely on TimeoutSeconds"
            );
        }

        bool namesToken = StateJson.ToText(fields.Node("Parameters")).Contains(TokenPath, StringComparison.Ordinal);
        if (namesToken != resource.WaitsForToken)
        {
            throw fields.Error(
                "Parameters",
                namesToken
                    ? "the state passes a task token, but does not wait for a report"
                    : "the state waits for a report, but passes no task token",
                $"pass {TokenPath} exactly when the resource ends in .waitForTaskToken"
            );
        }

        return new TaskState(
            fields.State,
            next,
            flow,
            resource,
            timeout,
            heartbeat,
            Ordered(fields, "Retry", [.. fields.Objects("Retry").Select(Retrier)], retrier => retrier.ErrorEquals),
            Ordered(fields, "Catch", [.. fields.Objects("Catch").Select(Catcher)], catcher => catcher.ErrorEquals)
        );
    }

    private static Retrier Retrier(FieldReader fields)
    {
        string? jitter = fields.OptionalText("JitterStrategy");
        if (jitter is not (null or "FULL" or "NONE"))
        {
            throw fields.Error("JitterStrategy", $"{jitter} is not a jitter strategy", "use FULL or NONE");
        }

        double rate = 2;
        if (
            fields.Has("BackoffRate")
            && !(
                fields.Node("BackoffRate") is JsonValue value
                && value.GetValueKind() == JsonValueKind.Number
                && (rate = double.Parse(StateJson.ToText(value))) >= 1
            )
        )
        {
            throw fields.Error("BackoffRate", "the value is not a number of at least 1", "use a number of at least 1");
        }

        int interval = fields.OptionalWhole("IntervalSeconds", 1, 99_999_999) ?? 1;
        int? most = fields.OptionalWhole("MaxDelaySeconds", 1, 31_622_400);
        var retrier = new Retrier(
            ErrorNames(fields),
            interval,
            fields.OptionalWhole("MaxAttempts", 0, 99_999_999) ?? 3,
            rate,
            most is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            jitter == "FULL"
        );
        fields.End();
        return most <= interval
            ? throw fields.Error("MaxDelaySeconds", "the value is not greater than IntervalSeconds", "raise MaxDelaySeconds")
            : retrier;
    }

    private static Catcher Catcher(FieldReader fields)
    {
        var catcher = new Catcher(ErrorNames(fields), StateReader.ResultPath(fields), fields.Text("Next"));
        fields.End();
        return catcher;
    }

    private static IReadOnlyList<string> ErrorNames(FieldReader fields)
    {
        IReadOnlyList<string> names = fields.Texts("ErrorEquals");
        string? unknown = names.FirstOrDefault(name =>
            name.StartsWith("States.", StringComparison.Ordinal) && !StateErrors.Reserved.Contains(name)
        );
        if (unknown is not null)
        {
            throw fields.Error(
                "ErrorEquals",
                $"{unknown} is not a reserved error name that a state can match",
                $"use one of {string.Join(", ", StateErrors.Reserved)}"
            );
        }

        return names.Contains(StateErrors.All, StringComparer.Ordinal) && names.Count > 1
            ? throw fields.Error("ErrorEquals", "States.ALL must be the only name in its list", "leave the other names out")
            : names;
    }

    private static IReadOnlyList<T> Ordered<T>(
        FieldReader fields,
        string name,
        IReadOnlyList<T> entries,
        Func<T, IReadOnlyList<string>> names
    ) =>
        entries.SkipLast(1).Any(entry => names(entry).Contains(StateErrors.All, StringComparer.Ordinal))
            ? throw fields.Error(name, "States.ALL must be in the last entry", "move this entry to the end")
            : entries;
}
