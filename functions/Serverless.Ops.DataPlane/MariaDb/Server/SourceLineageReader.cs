using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>Reads the identity of a source.</summary>
internal static class SourceLineageReader
{
    /// <exception cref="SourceNotEnrolledException"/>
    public static async Task<SourceLineage> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "reading the lineage";
        try
        {
            IReadOnlyList<string?[]> rows = await connection.QueryStringsAsync(
                "SELECT id, @@global.server_id FROM serverless_ops.lineage",
                cancellationToken
            );
            return rows.Count == 1
                ? new SourceLineage(rows[0][0]!, long.Parse(rows[0][1]!, CultureInfo.InvariantCulture))
                : throw new SourceNotEnrolledException();
        }
        catch (ServerErrorException missing) when (missing.Number is 1146 or 1049)
        {
            throw new SourceNotEnrolledException();
        }
    }
}

/// <summary>The source has no lineage row.</summary>
public sealed class SourceNotEnrolledException()
    : PermanentException(
        "The source has no row in serverless_ops.lineage. Without it, the source's logs could be mistaken for those of another server.",
        $"enrol the source once, {HostScripts.EnrollSourceAsShown}"
    );
