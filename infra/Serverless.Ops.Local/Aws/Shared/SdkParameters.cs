using System.Text.Json;
using System.Text.Json.Nodes;
using Serverless.Ops.Local.StatesLanguage;

namespace Serverless.Ops.Local.Aws.Shared;

/// <summary>Reads the parameters of a service call. A parameter that the local service does not know is refused, as AWS does.</summary>
internal static class SdkParameters
{
    public static void Only(JsonObject parameters, string call, params ReadOnlySpan<string> known)
    {
        foreach ((string name, _) in parameters)
        {
            if (!known.Contains(name))
            {
                throw Invalid($"The local {call} does not support the field '{name}'. Supported: {string.Join(", ", known.ToArray())}.");
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

    /// <summary>The error of Step Functions for parameters that do not fit a call's schema.</summary>
    public static StateErrorException Invalid(string cause) => new(StateErrors.Runtime, $"The Parameters are invalid. {cause}");

    /// <summary>A service's error, with the text that the AWS SDK in Step Functions gives it.</summary>
    public static StateErrorException ServiceError(string error, string message, string service, int status) =>
        new(error, $"{message} (Service: {service}, Status Code: {status}, Request ID: {Guid.NewGuid()})");
}
