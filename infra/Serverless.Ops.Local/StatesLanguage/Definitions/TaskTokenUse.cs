using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Finds the paths to a task's token: there is one only in a Task that waits for it, so anywhere else they lead nowhere.</summary>
internal static class TaskTokenUse
{
    private static readonly string[] PathFields = ["InputPath", "OutputPath", "Variable", "ErrorPath", "CausePath"];

    public static void RefuseIn(FieldReader fields)
    {
        if (fields.FirstWith(Names) is { } field)
        {
            throw fields.Error(field, "it reads the context object's Task, which only a task with .waitForTaskToken has", "leave it out");
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
