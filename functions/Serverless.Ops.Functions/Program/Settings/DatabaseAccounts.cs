using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Secrets;

namespace Serverless.Ops.Functions.Program.Settings;

/// <summary>Fetches a database account from the parameter <c>/serverless-ops/&lt;estate&gt;/accounts/&lt;name&gt;</c>.</summary>
internal sealed class DatabaseAccounts(IParameterStore parameters, ProgramSettings settings)
{
    /// <param name="name">dump, shipper or target.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    public Task<MariaDbAccount> GetAsync(string name, CancellationToken cancellationToken) =>
        AccountParameter.GetAsync(parameters, $"/serverless-ops/{settings.Estate}/accounts/{name}", cancellationToken);
}
