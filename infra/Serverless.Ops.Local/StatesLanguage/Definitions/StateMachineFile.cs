using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Reads the deployed <c>*.asl.json</c> files and puts this machine's names into them.</summary>
/// <remarks>https://states-language.net/spec.html</remarks>
internal static class StateMachineFile
{
    private const string Extension = ".asl.json";

    /// <summary>Throws <see cref="StateMachineLoadException"/>, which names file, state, field and supported values.</summary>
    public static async Task<StateMachine> LoadAsync(
        string path,
        IReadOnlyDictionary<string, string> substitutions,
        TaskResources resources,
        CancellationToken cancellationToken
    )
    {
        string file = Path.GetFileName(path);
        return Read(file, await File.ReadAllTextAsync(path, cancellationToken), substitutions, resources);
    }

    /// <param name="file">Name of the file. Errors name it, and the machine takes its name from it.</param>
    public static StateMachine Read(string file, string text, IReadOnlyDictionary<string, string> substitutions, TaskResources resources)
    {
        FieldReader fields = Open(file, DefinitionSubstitutions.Apply(text, substitutions, file));
        fields.OptionalText("Comment");
        if (fields.OptionalText("QueryLanguage") is not (null or "JSONPath"))
        {
            throw fields.Error("QueryLanguage", "the query language is not JSONPath", "write the machine in JSONPath");
        }

        string startAt = fields.Text("StartAt");
        int? timeoutSeconds = fields.OptionalWhole("TimeoutSeconds", 1, 99_999_999);
        JsonObject states = fields.OptionalObject("States") ?? throw fields.Error("States", "the field is missing", "add States");
        fields.End();

        var read = new Dictionary<string, State>(StringComparer.Ordinal);
        foreach ((string name, JsonNode? state) in states)
        {
            var reader = new FieldReader(
                state as JsonObject
                    ?? throw new StateMachineLoadException(file, name, "", "the state is not an object", "write the state as an object"),
                file,
                name,
                ""
            );
            read.Add(name, StateReader.Read(reader, resources));
        }

        StateGraph.Check(file, startAt, read);
        string machine = file.EndsWith(Extension, StringComparison.Ordinal) ? file[..^Extension.Length] : file;
        return new StateMachine(machine, LocalArns.StateMachine(machine), startAt, timeoutSeconds, read);
    }

    private static FieldReader Open(string file, string text)
    {
        try
        {
            return new FieldReader(
                StateJson.Parse(text) as JsonObject ?? throw new JsonException("the top level is not an object"),
                file,
                "",
                ""
            );
        }
        catch (JsonException problem)
        {
            throw new StateMachineLoadException(file, "", "", $"the file is not JSON: {problem.Message}", "correct the JSON", problem);
        }
    }
}

/// <summary>A definition that the interpreter cannot run. The interpreter never ignores a part of a file.</summary>
internal sealed class StateMachineLoadException(
    string file,
    string state,
    string field,
    string problem,
    string supported,
    Exception? cause = null
)
    : PermanentException(
        $"{file}{(state.Length > 0 ? $", state {state}" : "")}{(field.Length > 0 ? $", field {field}" : "")}: {problem}.",
        $"{supported}; docs/states-language.md lists all that a file may use.",
        cause
    )
{
    public string File { get; } = file;

    /// <summary>Name of the state. Empty for a field of the machine itself.</summary>
    public string State { get; } = state;

    /// <summary>Path of the field in the state. Empty when the error concerns the whole state or file.</summary>
    public string Field { get; } = field;
}

/// <summary>Replaces <c>${Name}</c> by a name or an ARN, as CloudFormation does with DefinitionSubstitutions.</summary>
internal static partial class DefinitionSubstitutions
{
    public static string Apply(string text, IReadOnlyDictionary<string, string> substitutions, string file) =>
        Placeholder()
            .Replace(
                text,
                match =>
                    substitutions.TryGetValue(match.Groups[1].Value, out string? value)
                        ? value
                        : throw new StateMachineLoadException(
                            file,
                            "",
                            match.Value,
                            "this placeholder has no value",
                            $"give this placeholder a value (known are {string.Join(", ", substitutions.Keys)})"
                        )
            );

    [GeneratedRegex(@"\$\{([^}]*)\}")]
    private static partial Regex Placeholder();
}
