using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Serverless.Ops.Domain.Errors;
using Serverless.Ops.Domain.Time;
using Serverless.Ops.Functions.Contracts;

namespace Serverless.Ops.Functions.Hosting;

/// <summary>
/// Requests and results as JSON: camelCase; a missing, unknown or null member that may not be, and JSON that is none, are
/// <see cref="InvalidInputException"/>s that name the function and the field.
/// </summary>
internal sealed class ContractsSerializer : ILambdaSerializer
{
    private readonly SourceGeneratorLambdaJsonSerializer<ContractsJson> json = new(Customize);

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

    private static string NextStep<T>() => $"send the fields that 'opsjob {FunctionOf<T>()} --help' lists.";

    private static string FunctionOf<T>()
    {
        var contract = typeof(T).Name;
        return contract.EndsWith("Request", StringComparison.Ordinal) ? contract[..^"Request".Length] : contract;
    }
}
