using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Local.StatesLanguage.Tasks;

namespace Serverless.Ops.Local.StatesLanguage.Definitions;

/// <summary>Reads <c>*.asl.json</c>: the deployed files, with this machine's names put in.</summary>
/// <remarks>https://states-language.net/spec.html</remarks>
internal static class StateMachineFile
{
    private const string Extension = ".asl.json";

    /// <summary>Throws <see cref="StateMachineLoadException"/> that names file, state, field and what is supported.</summary>
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

    /// <param name="file">Name for errors; the machine is named after it.</param>
    public static StateMachine Read(string file, string text, IReadOnlyDictionary<string, string> substitutions, TaskResources resources)
    {
        FieldReader fields = Open(file, DefinitionSubstitutions.Apply(text, substitutions, file));
        fields.OptionalText("Comment");
        if (fields.OptionalText("QueryLanguage") is not (null or "JSONPath"))
        {
            throw fields.Error("QueryLanguage", "it is not JSONPath", "write the machine in JSONPath");
        }

        string startAt = fields.Text("StartAt");
        int? timeoutSeconds = fields.OptionalWhole("TimeoutSeconds", 1, 99_999_999);
        JsonObject states = fields.OptionalObject("States") ?? throw fields.Error("States", "it is missing", "give it the states");
        fields.End();

        var read = new Dictionary<string, State>(StringComparer.Ordinal);
        foreach ((string name, JsonNode? state) in states)
        {
            var reader = new FieldReader(
                state as JsonObject ?? throw new StateMachineLoadException(file, name, "", "it is not an object", "write it as an object"),
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
                StateJson.Parse(text) as JsonObject ?? throw new JsonException("the whole is not an object"),
                file,
                "",
                ""
            );
        }
        catch (JsonException problem)
        {
            throw new StateMachineLoadException(file, "", "", $"it is not JSON: {problem.Message}", "mend the text", problem);
        }
    }
}

/// <summary>A definition that cannot be run as it is written. Nothing in a file is ever ignored.</summary>
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
        $"{supported}; docs/states-language.md has what this interpreter reads.",
        cause
    )
{
    public string File { get; } = file;

    /// <summary>Empty for the machine's own fields.</summary>
    public string State { get; } = state;

    /// <summary>Path of the field below the state; empty for the whole.</summary>
    public string Field { get; } = field;
}

/// <summary>Puts names and ARNs in the place of <c>${Name}</c>, as CloudFormation does with DefinitionSubstitutions.</summary>
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
                            "nothing is given to put in its place",
                            $"given are {string.Join(", ", substitutions.Keys)}"
                        )
            );

    [GeneratedRegex(@"\$\{([^}]*)\}")]
    private static partial Regex Placeholder();
}
