using System.Text.Json;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Secrets;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>Reads a database account from its parameter: <c>{"user":"…","password":"…"}</c>.</summary>
public static class AccountParameter
{
    public static async Task<MariaDbAccount> GetAsync(IParameterStore parameters, string name, CancellationToken cancellationToken) =>
        Parse(name, await parameters.GetSecretAsync(name, cancellationToken));

    /// <exception cref="ParameterMalformedException">
    /// The value has another form. The message names the parameter and shows nothing of its value.
    /// </exception>
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
                && password.GetString() is { Length: > 0 } text
            )
            {
                return new MariaDbAccount(userName, new SecretText(text));
            }
        }
        catch (JsonException)
        {
            // The message of this exception may quote the secret. The error below says only which form is expected.
        }

        throw new ParameterMalformedException(name, "an account as {\"user\":\"…\",\"password\":\"…\"}, neither of them empty");
    }
}
