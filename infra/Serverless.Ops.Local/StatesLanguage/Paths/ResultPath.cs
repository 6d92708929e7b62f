using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Paths;

/// <summary>The place of a state's result in the state's raw input. <c>null</c> discards the result.</summary>
/// <remarks>https://states-language.net/spec.html#using-paths</remarks>
internal sealed class ResultPath
{
    private readonly JsonPath? path;

    private ResultPath(JsonPath? path) => this.path = path;

    /// <summary>The result replaces the whole input.</summary>
    public static ResultPath Replace { get; } = new(JsonPath.Whole);

    /// <summary>The result is discarded, and the input is the output.</summary>
    public static ResultPath Discard { get; } = new(null);

    public static ResultPath Parse(string text)
    {
        var path = JsonPath.Parse(text);
        return path.IsReference
            ? new ResultPath(path)
            : throw new FormatException($"a ResultPath names one place of the input, but {text} does not");
    }

    /// <summary>A copy of the input with the result in its place. Creates missing objects on the path.</summary>
    public JsonNode? Put(JsonNode? input, JsonNode? result)
    {
        if (path is null)
        {
            return input?.DeepClone();
        }

        return path.Steps.Count == 0 ? result?.DeepClone() : Put(input?.DeepClone(), result?.DeepClone(), 0);
    }

    private JsonNode? Put(JsonNode? at, JsonNode? result, int depth)
    {
        if (depth == path!.Steps.Count)
        {
            return result;
        }

        PathStep step = path.Steps[depth];
        if (step.Kind == PathStepKind.Field && at is JsonObject or null && step.Kind == PathStepKind.Field)
        {
            JsonObject fields = (at as JsonObject) ?? [];
            fields.TryGetPropertyValue(step.Field, out JsonNode? old);
            fields[step.Field] = null;
            fields[step.Field] = Put(old, result, depth + 1);
            return fields;
        }

        if (step.Kind == PathStepKind.Place && at is JsonArray places && step.Place < places.Count)
        {
            JsonNode? old = places[step.Place];
            places[step.Place] = null;
            places[step.Place] = Put(old, result, depth + 1);
            return places;
        }

        throw new StateErrorException(
            StateErrors.ResultPathMatchFailure,
            $"Unable to apply ResultPath {path.Text}: the input has no place "
                + $"{step.Field}{(step.Kind == PathStepKind.Place ? $"[{step.Place}]" : "")} for the result."
        );
    }
}
