using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Paths;

/// <summary>Where a state's result goes in its raw input: a reference path, or nowhere (<c>null</c>).</summary>
/// <remarks>https://states-language.net/spec.html#using-paths</remarks>
internal sealed class ResultPath
{
    private readonly JsonPath? path;

    private ResultPath(JsonPath? path) => this.path = path;

    /// <summary>The result takes the input's place.</summary>
    public static ResultPath Replace { get; } = new(JsonPath.Whole);

    /// <summary>The result is thrown away and the input goes on.</summary>
    public static ResultPath Discard { get; } = new(null);

    public static ResultPath Parse(string text)
    {
        var path = JsonPath.Parse(text);
        return path.IsReference
            ? new ResultPath(path)
            : throw new FormatException($"{text} names more than one place, or the context object");
    }

    /// <summary>A new document; missing objects on the way are made.</summary>
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
            $"Unable to apply ResultPath {path.Text} to the input: there is no {step.Field}{(step.Kind == PathStepKind.Place ? $"[{step.Place}]" : "")} to put it into."
        );
    }
}
