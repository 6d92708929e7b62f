using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Ops.DataPlane.Secrets;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Site.Gate;

/// <summary>The parameter <c>/serverless-ops/&lt;estate&gt;/gate</c>: who the workflow gate is on the site and which documents are its own.</summary>
/// <param name="Usr">User name on the site.</param>
/// <param name="Pwd">Password; never in a log or a report.</param>
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
            // Its message may quote the secret: ours says only what is expected.
            throw Malformed(parameter);
        }
    }

    private static ParameterMalformedException Malformed(string parameter) =>
        new(
            parameter,
            "a gate as {\"usr\":\"…\",\"pwd\":\"…\",\"member\":\"…\",\"suggestion\":\"…\",\"canary\":{\"doctype\":\"…\",\"name\":\"…\",\"fieldname\":\"…\",\"sha256\":\"…\"}}"
        );
}

/// <summary>A secret in <c>__Auth</c> and the SHA-256 of its text: the site decrypts it only with the right encryption_key.</summary>
internal sealed record Canary(string Doctype, string Name, string Fieldname, string Sha256);

/// <summary>JSON of the gate's parameter.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(UtcInstantConverter)],
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(GateCredentials))]
internal sealed partial class GateJson : JsonSerializerContext;
