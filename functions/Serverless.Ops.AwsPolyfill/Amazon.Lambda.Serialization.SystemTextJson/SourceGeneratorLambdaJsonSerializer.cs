using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.Serialization.SystemTextJson;

/// <summary>
/// Reads and writes JSON through a source-generated context. The serializer builds that context with its own options. So names in
/// <c>[JsonSourceGenerationOptions]</c> have no effect, and options that the customizer sets do.
/// The published class also renames a few S3 headers and converts streams. No contract of this project needs either.
/// </summary>
public class SourceGeneratorLambdaJsonSerializer<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSGContext>
    : ILambdaSerializer
    where TSGContext : JsonSerializerContext
{
    private readonly TSGContext context;
    private readonly JsonWriterOptions writerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public SourceGeneratorLambdaJsonSerializer()
        : this(static _ => { }) { }

    /// <param name="customizer">Changes the options. It runs after Lambda's own defaults are set.</param>
    public SourceGeneratorLambdaJsonSerializer(Action<JsonSerializerOptions> customizer)
    {
        ArgumentNullException.ThrowIfNull(customizer);
        var options = new JsonSerializerOptions
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            PropertyNameCaseInsensitive = true,
        };
        customizer(options);
        ConstructorInfo constructor =
            typeof(TSGContext).GetConstructor([typeof(JsonSerializerOptions)])
            ?? throw new JsonSerializerException($"{typeof(TSGContext).FullName} has no constructor that takes JsonSerializerOptions.");
        context = (TSGContext)constructor.Invoke([options]);
    }

    public T Deserialize<T>(Stream requestStream)
    {
        try
        {
            return JsonSerializer.Deserialize(requestStream, Contract<T>())!;
        }
        catch (Exception cause) when (cause is not JsonSerializerException)
        {
            throw new JsonSerializerException(
                $"Error converting the Lambda event JSON payload to type {typeof(T).FullName}: {cause.Message}",
                cause
            );
        }
    }

    public void Serialize<T>(T response, Stream responseStream)
    {
        try
        {
            using var writer = new Utf8JsonWriter(responseStream, writerOptions);
            JsonSerializer.Serialize(writer, response, Contract<T>());
        }
        catch (Exception cause) when (cause is not JsonSerializerException)
        {
            throw new JsonSerializerException(
                $"Error converting the response object of type {typeof(T).FullName} from the Lambda function to JSON: {cause.Message}",
                cause
            );
        }
    }

    private JsonTypeInfo<T> Contract<T>() =>
        context.GetTypeInfo(typeof(T)) as JsonTypeInfo<T>
        ?? throw new JsonSerializerException($"No JsonTypeInfo registered in {context.GetType().FullName} for type {typeof(T).FullName}.");
}

/// <summary>The input or the output of a call does not match its type. The inner exception has the reason.</summary>
public class JsonSerializerException : Exception
{
    public JsonSerializerException(string message, Exception exception)
        : base(message, exception) { }

    public JsonSerializerException(string message)
        : base(message) { }
}
