using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Ops.DataPlane.Secrets;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Site.Gate;

/// <summary>
/// The parameter <c>/serverless-ops/&lt;estate&gt;/gate</c>: the account of the workflow gate on the site, and the documents that only
/// the gate uses.
/// </summary>
/// <param name="Usr">User name on the site.</param>
/// <param name="Pwd">Password. It must never stand in a log or a report.</param>
/// <param name="Member">A member that only the gate uses.</param>
/// <param name="Suggestion">A status suggestion that only the gate uses.</param>
/// <param name="Canary">The known secret that the site must be able to decrypt.</param>
internal sealed record GateCredentials(string Usr, string Pwd, string Member, string Suggestion, Canary Canary)
{
    public static GateCredentials Parse(string parameter, SecretText secret)
    {
        try
        {
            return JsonSerializer.Deserialize(secret.Reveal(), GateJson.Default.GateCredentials) ?? throw Malformed(parameter);
        }
        catch (JsonException)
        {
            // The message of the JsonException may quote the secret, so this error names only the expected form.
            throw Malformed(parameter);
        }
    }

    private static ParameterMalformedException Malformed(string parameter) =>
        new(
            parameter,
            "the credentials of the gate as {\"usr\":\"…\",\"pwd\":\"…\",\"member\":\"…\",\"suggestion\":\"…\","
                + "\"canary\":{\"doctype\":\"…\",\"name\":\"…\",\"fieldname\":\"…\",\"sha256\":\"…\"}}"
        );
}

/// <summary>A secret in <c>__Auth</c> and the SHA-256 of its text. Only the right encryption_key decrypts the secret.</summary>
internal sealed record Canary(string Doctype, string Name, string Fieldname, string Sha256);

[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(GateCredentials))]
internal sealed partial class GateJson : JsonSerializerContext;
