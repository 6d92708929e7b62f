using System.Text.Json;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Parameters;
using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.Functions.Composition;

/// <summary>Fetches a database account from the parameter <c>/serverless-ops/&lt;estate&gt;/accounts/&lt;name&gt;</c>: JSON with user and password.</summary>
internal sealed class DatabaseAccounts(IParameterStore parameters, Settings settings)
{
    /// <param name="name">dump, shipper or target.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    public async Task<MariaDbAccount> GetAsync(string name, CancellationToken cancellationToken)
    {
        string parameter = $"/serverless-ops/{settings.Estate}/accounts/{name}";
        SecretText secret = await parameters.GetSecretAsync(parameter, cancellationToken);
        try
        {
            using JsonDocument json = JsonDocument.Parse(secret.Reveal());
            return new MariaDbAccount(
                json.RootElement.GetProperty("user").GetString()!, json.RootElement.GetProperty("password").GetString()!);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Without the cause: its message may quote the secret.
            throw new InvalidInputException(
                $"The parameter {parameter} is no account.", "store JSON with the members user and password, as text.");
        }
    }
}
