using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Common;

/// <summary>
/// Writes an instant as RFC 3339 in UTC with Z, and a fraction of a second only when it is not zero. Reads any offset.
/// https://www.rfc-editor.org/rfc/rfc3339
/// </summary>
public sealed class UtcInstantConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}
