using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage.Definitions;
using Serverless.Ops.Local.StatesLanguage.Paths;

namespace Serverless.Ops.Local.StatesLanguage.Executions;

/// <summary>Applies a state's filters: InputPath and Parameters before the state's work, all others after the work.</summary>
internal static class DataFlowRun
{
    public static JsonNode? Effective(DataFlow flow, JsonNode? input, JsonObject context)
    {
        JsonNode? selected = Filter(flow.InputPath, input, context);
        JsonNode? effective = flow.Parameters is null ? selected : flow.Parameters.Fill(new PathRoots(selected, context));
        StateLimits.CheckSize(effective, "The state's effective input is data");
        return effective;
    }

    public static JsonNode? Output(DataFlow flow, JsonNode? input, JsonNode? result, JsonObject context)
    {
        JsonNode? selected = flow.ResultSelector is null ? result : flow.ResultSelector.Fill(new PathRoots(result, context));
        JsonNode? output = Filter(flow.OutputPath, flow.ResultPath.Put(input, selected), context);
        StateLimits.CheckSize(output, "The state returned a result");
        return output;
    }

    private static JsonNode? Filter(JsonPath? path, JsonNode? data, JsonObject context)
    {
        if (path is null)
        {
            return new JsonObject();
        }

        return path.TryRead(new PathRoots(data, context), out JsonNode? value)
            ? value
            : throw new StateErrorException(StateErrors.Runtime, $"Invalid path '{path.Text}': No results for path.");
    }
}
