using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Target;

/// <summary>What keeps a target from being durable and cannot be changed while it runs, in words for a person.</summary>
internal static class TargetDurability
{
    public static async Task<IReadOnlyList<string>> WarningsAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading how durable the target is";
        // From 11.0 it has a third value, fast, which is durable.
        return (await connection.QueryStringsAsync("SELECT @@global.innodb_doublewrite", cancellationToken))[0][0] is "0" or "OFF"
            ?
            [
                "innodb_doublewrite is off: a crash can tear pages beyond repair; restart the server with innodb_doublewrite=ON before it serves production",
            ]
            : [];
    }
}
