using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage;

namespace Serverless.Ops.Local.Aws.Shared;

/// <summary>Reads the parameters of a service call strictly: what a stand-in does not know it refuses, like a schema does.</summary>
internal static class SdkParameters
{
    public static void Only(JsonObject parameters, string call, params ReadOnlySpan<string> known)
    {
        foreach ((string name, _) in parameters)
        {
            if (!known.Contains(name))
            {
                throw Invalid($"The field '{name}' is not supported by {call} here. Supported: {string.Join(", ", known.ToArray())}.");
            }
        }
    }

    public static string Text(JsonObject parameters, string name) =>
        OptionalText(parameters, name) ?? throw Invalid($"The field '{name}' is missing.");

    public static string? OptionalText(JsonObject parameters, string name) =>
        parameters[name] switch
        {
            null => null,
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
            _ => throw Invalid($"The field '{name}' must be a string."),
        };

    public static IReadOnlyList<string> Texts(JsonObject parameters, string name) =>
        parameters[name] is JsonArray places && places.All(place => place?.GetValueKind() == JsonValueKind.String)
            ? [.. places.Select(place => place!.GetValue<string>())]
            : throw Invalid($"The field '{name}' must be a list of strings.");

    /// <summary>What Step Functions says when a call's parameters do not fit its schema.</summary>
    public static StateErrorException Invalid(string cause) => new(StateErrors.Runtime, $"The Parameters are invalid. {cause}");

    /// <summary>An error in the words of the AWS SDK that Step Functions uses.</summary>
    public static StateErrorException ServiceError(string error, string message, string service, int status) =>
        new(error, $"{message} (Service: {service}, Status Code: {status}, Request ID: {Guid.NewGuid()})");
}
