using System.Text.Json;
using System.Text.Json.Nodes;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Reads one object of a definition. <see cref="End"/> refuses every field that the caller did not read.</summary>
internal sealed class FieldReader(JsonObject fields, string file, string state, string prefix)
{
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public string State => state;

    public bool Has(string name)
    {
        asked.Add(name);
        return fields.ContainsKey(name);
    }

    /// <summary>The field's value. Both JSON's null and a missing field give null.</summary>
    public JsonNode? Node(string name)
    {
        asked.Add(name);
        return fields[name];
    }

    public string Text(string name) => OptionalText(name) ?? throw Error(name, "the field is missing", $"add {name} with a string");

    public string? OptionalText(string name) =>
        !Has(name) ? null
        : Node(name) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>()
        : throw Error(name, "the value is not a string", $"give {name} a string");

    public int? OptionalWhole(string name, int least, int most) =>
        !Has(name) ? null
        : Node(name) is JsonValue value
        && value.GetValueKind() == JsonValueKind.Number
        && value.TryGetValue(out int number)
        && number >= least
        && number <= most
            ? number
        : throw Error(name, "the value is not a whole number in range", $"give {name} a whole number from {least} to {most}");

    public int Whole(string name, int least, int most) =>
        OptionalWhole(name, least, most)
        ?? throw Error(name, "the field is missing", $"add {name} with a whole number from {least} to {most}");

    public JsonObject? OptionalObject(string name) =>
        !Has(name) ? null : Node(name) as JsonObject ?? throw Error(name, "the value is not an object", $"give {name} an object");

    public IReadOnlyList<string> Texts(string name) =>
        Node(name) is JsonArray { Count: > 0 } places && places.All(place => place?.GetValueKind() == JsonValueKind.String)
            ? [.. places.Select(place => place!.GetValue<string>())]
            : throw Error(name, "the value is not a list of at least one string", $"give {name} a list of strings");

    /// <summary>One reader for each object of a list. Empty when the field is missing.</summary>
    public IReadOnlyList<FieldReader> Objects(string name)
    {
        if (!Has(name))
        {
            return [];
        }

        return Node(name) is JsonArray { Count: > 0 } places && places.All(place => place is JsonObject)
            ? [.. places.Select((place, at) => new FieldReader((JsonObject)place!, file, state, $"{prefix}{name}[{at}]."))]
            : throw Error(name, "the value is not a list of at least one object", $"leave {name} out, or give it a list of objects");
    }

    public FieldReader Below(string name) =>
        Node(name) is JsonObject inner
            ? new FieldReader(inner, file, state, $"{prefix}{name}.")
            : throw Error(name, "the value is not an object", $"give {name} an object");

    public StateMachineLoadException Error(string name, string problem, string supported, Exception? cause = null) =>
        new(file, state, prefix + name, problem, supported, cause);

    /// <summary>Turns a <see cref="FormatException"/> of a path or template into a load error that names the field.</summary>
    public T Parse<T>(string name, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (FormatException problem)
        {
            throw Error(name, problem.Message, $"write {name} with supported paths and functions", problem);
        }
    }

    /// <summary>Name of the first field that meets the condition, or null.</summary>
    public string? FirstWith(Func<string, JsonNode?, bool> holds) => fields.FirstOrDefault(field => holds(field.Key, field.Value)).Key;

    /// <summary>Throws when the object has a field that the caller did not read. The error names the first one.</summary>
    public void End()
    {
        string? unknown = fields.Select(field => field.Key).FirstOrDefault(name => !asked.Contains(name));
        if (unknown is not null)
        {
            throw Error(unknown, "the field is not supported here", $"use only {string.Join(", ", asked)}");
        }
    }
}
