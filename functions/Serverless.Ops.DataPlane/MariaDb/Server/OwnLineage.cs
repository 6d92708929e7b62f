using System.Globalization;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>
/// Checks that a source's lineage is its own. A restored server and a copy have the lineage of the server before them, and another log. A
/// backup under that lineage could not be extended by any shipment.
/// </summary>
internal static class OwnLineage
{
    /// <param name="connection">A session of ops_dump, which may read the notes of a restore.</param>
    /// <param name="catalogue">The sets of the source's estate, read before this call: the source's log can only have grown.</param>
    /// <exception cref="LineageCopiedException"/>
    /// <exception cref="LineageOfRestoredServerException"/>
    /// <exception cref="SourceMovedBackwardsException"/>
    public static async Task RequireAsync(
        MariaDbConnection connection,
        SourceLineage lineage,
        BackupCatalogue catalogue,
        CancellationToken cancellationToken
    )
    {
        connection.Activity = "checking whether the lineage is the source's own";
        if (
            catalogue
                .DatabaseSets.Concat<ISetManifest>(catalogue.BinlogSets)
                .FirstOrDefault(set => set.Lineage.Id == lineage.Id && set.Lineage.ServerId != lineage.ServerId) is
            { } copied
        )
        {
            throw new LineageCopiedException(lineage.Id, lineage.ServerId, copied.Lineage.ServerId);
        }

        foreach (string setId in await ReadRestoredSetsAsync(connection, cancellationToken))
        {
            if (catalogue.DatabaseSets.Any(set => set.SetId == setId && set.Lineage.Id == lineage.Id))
            {
                throw new LineageOfRestoredServerException(lineage.Id, setId);
            }
        }

        await RequireLogAsync(connection, lineage, catalogue, cancellationToken);
    }

    private static async Task<IEnumerable<string>> ReadRestoredSetsAsync(
        MariaDbConnection connection,
        CancellationToken cancellationToken
    ) =>
        await connection.QueryStringsAsync(
            $"SELECT 1 FROM information_schema.tables WHERE table_schema = '{Schemas.Notes}' AND table_name = 'import'",
            cancellationToken
        )
            is []
            ? []
            : (await connection.QueryStringsAsync($"SELECT set_id FROM {Schemas.Notes}.import", cancellationToken)).Select(row => row[0]!);

    // This account may not read a log file, so it cannot tell when the file was made. But a file never becomes shorter.
    private static async Task RequireLogAsync(
        MariaDbConnection connection,
        SourceLineage lineage,
        BackupCatalogue catalogue,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<LogChain> chains = LogChain.Build(catalogue.BinlogSets.Where(set => set.Lineage.IsOf(lineage)));
        if (chains.Count == 0)
        {
            return;
        }

        BinlogCoordinates shipped = chains[^1].To;
        IReadOnlyList<string?[]> logs = await connection.QueryStringsAsync("SHOW BINARY LOGS", cancellationToken);
        var last = new BinlogCoordinates(logs[^1][0]!, Bytes(logs[^1]), "");
        foreach (string?[] log in logs)
        {
            if (chains[^1].Segments.LastOrDefault(segment => segment.Entry.File == log[0]) is { } same && Bytes(log) < same.Entry.To)
            {
                throw new SourceMovedBackwardsException($"{log[0]}:{same.Entry.To}", $"{log[0]}:{Bytes(log)}");
            }
        }

        if (LogChain.Compare(last, shipped) < 0)
        {
            throw new SourceMovedBackwardsException($"{shipped.File}:{shipped.Position}", $"{last.File}:{last.Position}");
        }

        static long Bytes(string?[] log) => long.Parse(log[1]!, CultureInfo.InvariantCulture);
    }
}

/// <summary>The source has the lineage id of another server, so it is a copy of that server.</summary>
public sealed class LineageCopiedException(string lineageId, long serverId, long lineageServerId)
    : PermanentException(
        $"The source has lineage {lineageId} of server {lineageServerId}, but is server {serverId}: it is a copy of that server.",
        $"give the source a lineage of its own, {HostScripts.RenewLineageAsShown}; then take a full backup."
    );

/// <summary>The server was restored, and nobody has enrolled it as a source since. Its lineage is that of the server before it.</summary>
public sealed class LineageOfRestoredServerException(string lineageId, string setId)
    : PermanentException(
        $"This server was restored from set {setId} and still has lineage {lineageId} of the server before it. "
            + "Its log is not the log of that lineage, so no backup of it could be extended.",
        "if this server is production now, enrol it as a source, which gives it a lineage of its own, "
            + $"{HostScripts.EnrollSourceAsShown}; then take a full backup."
    );

/// <summary>The source's log ends before the end of the shipped log: the source was reset to an older state, or is a copy.</summary>
public sealed class SourceMovedBackwardsException(string shippedTo, string endsAt)
    : PermanentException(
        $"The source's log ends at {endsAt}, but was shipped to {shippedTo}: the source was reset to an older state, or is a copy.",
        $"give the source a new lineage, {HostScripts.RenewLineageAsShown}; then take a full backup."
    );
