using System.Globalization;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Executions;

namespace Serverless.Ops.Local.Aws.StepFunctions;

/// <summary>Answers GetExecutionHistory for the executions of this machine, page by page.</summary>
/// <param name="find">Finds an execution by its ARN. Returns null when the ARN is unknown.</param>
/// <remarks>https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html</remarks>
internal sealed class ExecutionHistories(Func<string, Execution?> find)
{
    private const int DefaultPage = 100;
    private const int LargestPage = 1_000;

    /// <summary>The requested page, or null when the execution does not exist.</summary>
    public JsonObject? Page(string executionArn, JsonObject request)
    {
        if (find(executionArn) is not { } execution)
        {
            return null;
        }

        int first = int.Parse((string?)request["nextToken"] ?? "0", CultureInfo.InvariantCulture);
        int most = Math.Clamp((int?)request["maxResults"] ?? DefaultPage, 1, LargestPage);
        bool withData = (bool?)request["includeExecutionData"] ?? true;
        IReadOnlyList<RecordedEvent> events = execution.History.Events;
        var page = new JsonObject
        {
            ["events"] = new JsonArray([.. events.Skip(first).Take(most).Select(seen => OnTheWire(seen, withData))]),
        };
        if (first + most < events.Count)
        {
            page["nextToken"] = (first + most).ToString(CultureInfo.InvariantCulture);
        }

        return page;
    }

    // This protocol sends times as seconds since 1970.
    private static JsonObject OnTheWire(RecordedEvent seen, bool withData)
    {
        JsonObject json = seen.ToJson();
        json["timestamp"] = seen.Timestamp.ToUnixTimeMilliseconds() / 1000m;
        if (!withData && seen.DetailsName is { } details && json[details] is JsonObject data)
        {
            data.Remove("input");
            data.Remove("output");
        }

        return json;
    }
}
