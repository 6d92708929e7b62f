using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Functions.Jobs;

/// <summary>
/// Reads requests and writes results as JSON with camelCase names. Text that is not JSON, an unknown field, a missing required field
/// and a null in a field that takes no null are <see cref="InvalidInputException"/>s that name the function and the field.
/// </summary>
internal sealed class JobsSerializer : ILambdaSerializer
{
    private readonly SourceGeneratorLambdaJsonSerializer<JobsJson> json = new(Customize);

    /// <summary>Sets the options that every request and result is read and written with.</summary>
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

    /// <summary>The fields of an input, with their JSON names.</summary>
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

/// <summary>Says what is wrong with an input. The serializer's own messages name types of this program, which the caller does not
/// know.</summary>
internal static partial class InputDefect
{
    public static string Of(JsonException reason) =>
        Missing().Match(reason.Message) is { Success: true } missing ? $"lacks {missing.Groups[1].Value}."
        : Unknown().Match(reason.Message) is { Success: true } unknown ? $"has the unknown field {unknown.Groups[1].Value}."
        : $"cannot be used: {reason.Message}"; // other messages of the serializer are passed on unchanged

    [GeneratedRegex("missing required properties including: ((?:'[^']+'(?:, )?)+)")]
    private static partial Regex Missing();

    [GeneratedRegex("^The JSON property ('[^']+') could not be mapped")]
    private static partial Regex Unknown();
}
