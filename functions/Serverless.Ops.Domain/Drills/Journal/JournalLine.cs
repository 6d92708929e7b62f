using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>The JSON of a journal: JSON Lines, one entry a line. See docs/formats/drill.md.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(JournalEntry))]
public sealed partial class JournalLine : JsonSerializerContext
{
    public static string Write(JournalEntry entry) => JsonSerializer.Serialize(entry, Default.JournalEntry);

    /// <summary>Reads one line.</summary>
    /// <param name="number">The line's number, for the error.</param>
    /// <exception cref="JournalUnreadableException">The line is no whole entry.</exception>
    public static JournalEntry Read(string line, long number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, Default.JournalEntry)
                ?? throw new JournalUnreadableException(number, "the line is null");
        }
        catch (JsonException broken)
        {
            throw new JournalUnreadableException(number, broken.Message, broken);
        }
    }
}

/// <summary>A journal that cannot be read to its end proves nothing.</summary>
public sealed class JournalUnreadableException(long line, string reason, Exception? cause = null)
    : PermanentException(
        $"Line {line} of the journal cannot be read: {reason}.",
        "run the drill again. An incomplete journal cannot prove a restore.",
        cause
    );
