using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>
/// Requests and results as JSON: camelCase; a missing, unknown or null member that may not be, and JSON that is none, are
/// <see cref="InvalidInputException"/>s that name the function and the field.
/// </summary>
internal sealed class JobsSerializer : ILambdaSerializer
{
    private readonly SourceGeneratorLambdaJsonSerializer<JobsJson> json = new(Customize);

    /// <summary>What every contract is read and written with.</summary>
    public static void Customize(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new UtcInstantConverter());
    }

    public T Deserialize<T>(Stream requestStream)
    {
        try
        {
            return json.Deserialize<T>(requestStream)
                ?? throw new InvalidInputException($"The input of {FunctionOf<T>()} is null.", NextStep<T>());
        }
        catch (JsonSerializerException cause) when (cause.InnerException is JsonException reason)
        {
            throw new InvalidInputException($"The input of {FunctionOf<T>()} {InputDefect.Of(reason)}", NextStep<T>(), reason);
        }
    }

    public void Serialize<T>(T response, Stream responseStream) => json.Serialize(response, responseStream);

    /// <summary>The fields of an input, as its JSON has them.</summary>
    public static IReadOnlyList<JsonPropertyInfo> FieldsOf<T>()
    {
        var options = new JsonSerializerOptions();
        Customize(options);
        return [.. new JobsJson(options).GetTypeInfo(typeof(T))?.Properties ?? []];
    }

    private static string NextStep<T>() => $"send the fields that 'opsjob {FunctionOf<T>()} --help' lists.";

    private static string FunctionOf<T>()
    {
        string contract = typeof(T).Name;
        return contract.EndsWith("Request", StringComparison.Ordinal) ? contract[..^"Request".Length] : contract;
    }
}

/// <summary>What is wrong with an input, in the caller's words: the serializer speaks of types and members of this program.</summary>
internal static partial class InputDefect
{
    public static string Of(JsonException reason) =>
        Missing().Match(reason.Message) is { Success: true } missing ? $"lacks {missing.Groups[1].Value}."
        : Unknown().Match(reason.Message) is { Success: true } unknown ? $"has a field {unknown.Groups[1].Value}, which there is not."
        : $"cannot be used: {reason.Message}"; // a new wording of the serializer's comes through as it is

    [GeneratedRegex("missing required properties including: ((?:'[^']+'(?:, )?)+)")]
    private static partial Regex Missing();

    [GeneratedRegex("^The JSON property ('[^']+') could not be mapped")]
    private static partial Regex Unknown();
}
