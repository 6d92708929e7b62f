using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>
/// Warns of settings that make a target not durable and that cannot be changed while the server runs. The warnings are sentences for a
/// person.
/// </summary>
internal static class TargetDurability
{
    public static async Task<IReadOnlyList<string>> WarningsAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading how durable the target is";
        // From version 11.0 on, innodb_doublewrite has a third value, "fast", which is durable.
        return (await connection.QueryStringsAsync("SELECT @@global.innodb_doublewrite", cancellationToken))[0][0] is "0" or "OFF"
            ?
            [
                "innodb_doublewrite is off: a crash can tear pages beyond repair; "
                    + "restart the server with innodb_doublewrite=ON before it serves production",
            ]
            : [];
    }
}
