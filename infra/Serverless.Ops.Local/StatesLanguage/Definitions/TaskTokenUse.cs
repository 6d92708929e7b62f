using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>
/// Refuses paths to a task's token. Only a Task with <c>.waitForTaskToken</c> has a token, so in any other state such a path
/// finds no value.
/// </summary>
internal static class TaskTokenUse
{
    private static readonly string[] PathFields = ["InputPath", "OutputPath", "Variable", "ErrorPath", "CausePath"];

    public static void RefuseIn(FieldReader fields)
    {
        if (fields.FirstWith(Names) is { } field)
        {
            throw fields.Error(
                field,
                "the field reads $$.Task, but only a Task with .waitForTaskToken has one",
                "leave the path to $$.Task out"
            );
        }
    }

    private static bool Names(string field, JsonNode? value) =>
        value switch
        {
            JsonObject inner => inner.Any(part => Names(part.Key, part.Value)),
            JsonArray places => places.Any(place => Names("", place)),
            JsonValue text
                when text.GetValueKind() == JsonValueKind.String
                    && (field.EndsWith(".$", StringComparison.Ordinal) || PathFields.Contains(field, StringComparer.Ordinal)) =>
                text.GetValue<string>() is var path
                    && ((string[])["$$.Task", "$$['Task']", "$$.['Task']"]).Any(start => path.Contains(start, StringComparison.Ordinal)),
            _ => false,
        };
}
