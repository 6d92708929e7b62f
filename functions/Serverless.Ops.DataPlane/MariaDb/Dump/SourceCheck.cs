using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.DataPlane.MariaDb.Shipping;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Catalogue;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>What must hold of a source before it is worth dumping: without it the logs after the dump could not be replayed.</summary>
internal static class SourceCheck
{
    public static async Task<(ServerDescription Server, Lineage Lineage)> RequireAsync(
        MariaDbConnection connection, MariaDbAccount account, CancellationToken cancellationToken)
    {
        await GrantCheck.RequireAsync(connection, account, RequiredGrants.Dump, cancellationToken);
        ServerDescription server = await ServerReader.ReadAsync(connection, cancellationToken);
        Need(server, "log_bin", "ON", "without a binary log nothing after the dump can be restored");
        if (server.Variables["binlog_format"] != "ROW")
        {
            throw new BinlogFormatNotRowException(server.Variables["binlog_format"]);
        }

        Need(server, "sync_binlog", "1", "a crash could lose what was committed, or bring it back after it was lost");
        return (server, await ReadLineageAsync(connection, cancellationToken));
    }

    private static void Need(ServerDescription server, string variable, string needed, string why)
    {
        string found = server.Variables.GetValueOrDefault(variable, "(not there)");
        if (found != needed)
        {
            throw new SourceSettingException(variable, found, needed, why);
        }
    }

    // When the log's first file was made is known only by reading it, which this account may not: the enrolment's time stands for it.
    private static async Task<Lineage> ReadLineageAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading the lineage";
        try
        {
            string?[] row = (await connection.QueryStringsAsync(
                "SELECT l.id, @@global.server_id, DATE_FORMAT(t.create_time, '%Y-%m-%dT%H:%i:%sZ') FROM serverless_ops.lineage l "
                + "JOIN information_schema.tables t ON t.table_schema = 'serverless_ops' AND t.table_name = 'lineage'",
                cancellationToken)).SingleOrDefault() ?? throw new SourceNotEnrolledException();
            return new Lineage(
                row[0]!, long.Parse(row[1]!), DateTimeOffset.Parse(row[2]!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal));
        }
        catch (ServerErrorException missing) when (missing.Number is 1146 or 1049)
        {
            throw new SourceNotEnrolledException();
        }
    }
}
