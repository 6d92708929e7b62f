using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Serverless.Ops.Local.Aws.Shared;
using Serverless.Ops.Local.StatesLanguage;

namespace Serverless.Ops.Local.Aws.SystemsManager;

/// <summary>The deployed command document. Its parameters' patterns are enforced, and its commands run unchanged.</summary>
/// <remarks>https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-syntax-data-elements-parameters.html</remarks>
internal sealed class RunCommandDocument
{
    private readonly JsonObject parameters;
    private readonly string script;
    private readonly string timeoutSeconds;

    private RunCommandDocument(string name, JsonObject document)
    {
        Name = name;
        parameters = (JsonObject)document["parameters"]!;
        JsonObject inputs = document["mainSteps"]!.AsArray().Single()!["inputs"]!.AsObject();
        script = string.Join('\n', inputs["runCommand"]!.AsArray().Select(line => (string?)line));
        timeoutSeconds = (string?)inputs["timeoutSeconds"] ?? "3600";
    }

    public string Name { get; }

    public static async Task<RunCommandDocument> ReadAsync(string name, string file, CancellationToken cancellationToken) =>
        new(name, (JsonObject)StateJson.Parse(await File.ReadAllTextAsync(file, cancellationToken))!);

    /// <summary>
    /// The document's commands with the given parameters filled in, and the command's timeout. Throws
    /// <c>Ssm.InvalidParametersException</c> when a value is missing, is unknown or does not fit its pattern.
    /// </summary>
    public (string Script, TimeSpan Timeout) Fill(JsonObject given)
    {
        foreach ((string name, _) in given)
        {
            if (!parameters.ContainsKey(name))
            {
                throw Invalid($"parameter {name} is not in the document");
            }
        }

        (string filled, string timeout) = (script, timeoutSeconds);
        foreach ((string name, JsonNode? parameter) in parameters)
        {
            string value = Value(name, given[name] ?? parameter!["default"]);
            if (!Regex.IsMatch(value, (string)parameter!["allowedPattern"]!))
            {
                throw Invalid($"parameter {name} does not fit the pattern {parameter["allowedPattern"]}");
            }

            filled = filled.Replace($"{{{{ {name} }}}}", value, StringComparison.Ordinal);
            timeout = timeout.Replace($"{{{{ {name} }}}}", value, StringComparison.Ordinal);
        }

        return (filled, TimeSpan.FromSeconds(int.Parse(timeout)));
    }

    // SendCommand takes every parameter as a list of strings. The list of a String parameter has one element.
    private static string Value(string name, JsonNode? value) =>
        value switch
        {
            JsonArray { Count: 1 } single when single[0]?.GetValueKind() == JsonValueKind.String => single[0]!.GetValue<string>(),
            JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
            null => throw Invalid($"parameter {name} is missing"),
            _ => throw Invalid($"parameter {name} is not a list of one string"),
        };

    private static StateErrorException Invalid(string problem) =>
        SdkParameters.ServiceError("Ssm.InvalidParametersException", $"Invalid parameters: {problem}.", "Ssm", 400);
}
