using System.Buffers;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Writes an exception as Lambda does: short class name, message, stack, and the inner exception as its cause.
/// https://docs.aws.amazon.com/lambda/latest/dg/csharp-exceptions.html</summary>
internal static class ErrorJson
{
    // The limit ends a cycle: a careless wrapper can make an exception the cause of itself.
    private const int DeepestCause = 16;

    public static ReadOnlyMemory<byte> Write(Exception failure)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            Write(writer, failure, 0);
        }

        return json.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, Exception failure, int depth)
    {
        writer.WriteStartObject();
        writer.WriteString("errorType", failure.GetType().Name);
        writer.WriteString("errorMessage", failure.Message);
        writer.WriteStartArray("stackTrace");
        foreach (
            string line in (failure.StackTrace ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
        {
            writer.WriteStringValue(line);
        }

        writer.WriteEndArray();
        if (failure.InnerException is { } cause && depth < DeepestCause)
        {
            writer.WritePropertyName("cause");
            Write(writer, cause, depth + 1);
        }

        writer.WriteEndObject();
    }
}
