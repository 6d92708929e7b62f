using System.Text.Json;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Secrets;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>A database account as a parameter holds it: <c>{"user":"…","password":"…"}</c>.</summary>
public static class AccountParameter
{
    public static async Task<MariaDbAccount> GetAsync(IParameterStore parameters, string name, CancellationToken cancellationToken) =>
        Parse(name, await parameters.GetSecretAsync(name, cancellationToken));

    /// <summary>Throws <see cref="ParameterMalformedException"/>, which names the parameter and shows nothing of it.</summary>
    public static MariaDbAccount Parse(string name, SecretText secret)
    {
        try
        {
            using var json = JsonDocument.Parse(secret.Reveal());
            if (
                json.RootElement is { ValueKind: JsonValueKind.Object } account
                && account.TryGetProperty("user", out JsonElement user)
                && user is { ValueKind: JsonValueKind.String }
                && user.GetString() is { Length: > 0 } userName
                && account.TryGetProperty("password", out JsonElement password)
                && password is { ValueKind: JsonValueKind.String }
            )
            {
                return new MariaDbAccount(userName, new SecretText(password.GetString()!));
            }
        }
        catch (JsonException)
        {
            // Its message may quote the secret: ours says only what is expected.
        }

        throw new ParameterMalformedException(name, "an account as {\"user\":\"…\",\"password\":\"…\"}");
    }
}
