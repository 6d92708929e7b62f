using System.Collections.Concurrent;
using Serverless.Ops.DataPlane.MariaDb.Import.Target;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Verify;

/// <summary>
/// Reads a whole server back with the dump's own readers, and compares the server with the manifest of a set: number of rows and digest of
/// every table, every statement of every object, every account, grant and server definition.
/// </summary>
/// <param name="connections">Number of connections that read at the same time.</param>
/// <param name="phase">Name of the work in progress reports.</param>
internal sealed class SetComparison(MariaDbEndpoint target, MariaDbAccount account, int connections, IProgressSink progress, string phase)
{
    private const long ChunkBytes = 128 << 20;

    /// <param name="catalogue">A connection to the server, as it was opened.</param>
    /// <param name="origin">How the server got its state. It decides how far AUTO_INCREMENT counters may differ.</param>
    public async Task<ComparedServer> RunAsync(
        MariaDbConnection catalogue,
        DatabaseManifest manifest,
        StateOrigin origin,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<SchemaEntry> schemas = await ServerReader.ReadSchemasAsync(catalogue, cancellationToken);
        IReadOnlyList<TableDefinition> tables = await TableReader.ReadAsync(catalogue, cancellationToken);
        InstanceContents instance = await InstanceContents.ReadAsync(catalogue, cancellationToken);
        SchemaObject[] objects =
        [
            .. await SequenceReader.ReadAsync(catalogue, cancellationToken),
            .. await new ObjectReader(catalogue, schemas).ReadAsync(cancellationToken),
            .. DefinerComparison.WithoutMade(manifest, instance.Objects),
        ];
        IReadOnlyDictionary<string, TableDigest> digests = await DigestAsync(tables, cancellationToken);
        IReadOnlySet<string> sameMeaning = await FindSameMeaningAsync(manifest, tables, cancellationToken);
        return new ComparedServer(
            TableComparison.Compare(manifest.Tables, tables, digests, sameMeaning, origin),
            [
                .. manifest
                    .Schemas.Except(schemas)
                    .Select(schema => $"database {schema.Name} is missing or has another collation or comment"),
                .. schemas.Except(manifest.Schemas).Select(schema => $"database {schema.Name} is not in the set"),
                .. ObjectComparison.Compare(manifest.Objects, OlderSetFormat.KnownOf(manifest, objects)),
                .. DefinerComparison.Compare(manifest, instance),
            ]
        );
    }

    // The tables whose definition has another text than the set's, and the same meaning.
    private async Task<IReadOnlySet<string>> FindSameMeaningAsync(
        DatabaseManifest manifest,
        IReadOnlyList<TableDefinition> found,
        CancellationToken cancellationToken
    )
    {
        var tables = found.ToDictionary(table => table.QuotedName, StringComparer.Ordinal);
        (TableEntry Expected, TableDefinition Found)[] differing =
        [
            .. from entry in manifest.Tables
            let table = tables.GetValueOrDefault(SqlQuote.Name(entry.Schema, entry.Name))
            where table is not null && CreateStatement.Form(entry.CreateStatement) != CreateStatement.Form(table.CreateStatement)
            select (entry, table),
        ];
        var same = new HashSet<string>(StringComparer.Ordinal);
        if (differing.Length == 0)
        {
            return same;
        }

        await using MariaDbConnection connection = await ImportSession.OpenAsync(
            target,
            account,
            manifest.Server.Variables,
            cancellationToken
        );
        var meaning = new DefinitionMeaning(connection);
        foreach ((TableEntry entry, TableDefinition table) in differing)
        {
            if (await meaning.IsSameAsync(entry.Name, entry.CreateStatement, table.CreateStatement, cancellationToken))
            {
                same.Add(table.QuotedName);
            }
        }

        return same;
    }

    private async Task<IReadOnlyDictionary<string, TableDigest>> DigestAsync(
        IReadOnlyList<TableDefinition> tables,
        CancellationToken cancellationToken
    )
    {
        var digests = tables.ToDictionary(table => table.QuotedName, _ => new TableDigest(), StringComparer.Ordinal);
        var open = new List<MariaDbConnection>();
        try
        {
            for (int i = 0; i < connections; i++)
            {
                open.Add(await MariaDbConnection.OpenAsync(target, account, cancellationToken));
                await open[i].ExecuteAsync($"SET SESSION {ReadSession.Setting}", cancellationToken);
            }

            var toPlan = new ConcurrentQueue<TableDefinition>(tables);
            var planned = new ConcurrentBag<ChunkWork>();
            await Workers.RunAsync(
                open,
                async (connection, token) =>
                {
                    while (toPlan.TryDequeue(out TableDefinition? table))
                    {
                        foreach (ChunkWork work in await ChunkPlanner.PlanAsync(connection, table, ChunkBytes, token))
                        {
                            planned.Add(work);
                        }
                    }
                },
                cancellationToken
            );

            var toRead = new ConcurrentQueue<ChunkWork>(planned.OrderByDescending(work => work.EstimatedBytes));
            long total = planned.Sum(work => work.EstimatedBytes);
            long done = 0;
            await Workers.RunAsync(
                open,
                async (connection, token) =>
                {
                    var text = new TextBuffer();
                    while (toRead.TryDequeue(out ChunkWork? work))
                    {
                        TableDigest digest = await TableDigest.ReadAsync(connection, work, text, token);
                        lock (digests)
                        {
                            digests[work.Table.QuotedName].Add(digest);
                        }

                        progress.Report(phase, Interlocked.Add(ref done, work.EstimatedBytes), total, "bytes");
                    }
                },
                cancellationToken
            );
            return digests;
        }
        finally
        {
            foreach (MariaDbConnection connection in open)
            {
                await connection.DisposeAsync();
            }
        }
    }
}

/// <summary>How a server got the state that is compared with a set.</summary>
internal enum StateOrigin
{
    /// <summary>The set was imported. Each counter is at least the set's.</summary>
    Import,

    /// <summary>
    /// An older set was imported, and the log was replayed up to the set's coordinates. A counter may be behind: the source gave numbers to
    /// rows that it rolled back, and the log does not show these.
    /// </summary>
    Replay,
}

/// <summary>A server, compared with a set.</summary>
/// <param name="Tables">A verdict for each table of the set and of the server.</param>
/// <param name="Objects">Differences of everything that is not a table, in words.</param>
internal sealed record ComparedServer(IReadOnlyList<TableVerdict> Tables, IReadOnlyList<string> Objects)
{
    public bool IsEqual => Objects.Count == 0 && Tables.All(table => table.Differences.Count == 0);

    /// <summary>Every difference, each with its table or object.</summary>
    public IReadOnlyList<string> Differences =>
        [.. Tables.SelectMany(table => table.Differences.Select(difference => $"{table.Table}: {difference}")), .. Objects];

    public IEnumerable<string> Warnings => Tables.SelectMany(table => table.Warnings.Select(warning => $"{table.Table}: {warning}"));

    public long Rows => Tables.Sum(table => table.Rows);
}
