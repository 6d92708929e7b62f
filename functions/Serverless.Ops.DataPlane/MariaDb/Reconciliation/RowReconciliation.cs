using System.Collections.Concurrent;
using System.Globalization;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.DataPlane.Storage.Contract;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Recovery.Planning;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Reconciliation;

/// <summary>
/// Counts the target's rows. Compares each number with the rows of the set, plus the rows that the log inserts, less those that it
/// deletes.
/// </summary>
internal sealed class RowReconciliation(
    IObjectStore store,
    MariaDbEndpoint target,
    MariaDbAccount account,
    int connections,
    IProgressSink progress
)
{
    private static readonly string[] EnginesThatKeepRows = ["InnoDB", "MyISAM", "Aria"];

    /// <returns>One entry for each table of the set, in the order of names.</returns>
    public async Task<IReadOnlyList<TableCounted>> RunAsync(RestorePlan plan, CancellationToken cancellationToken)
    {
        DatabaseManifest manifest = await SetReader.ReadManifestAsync(store, plan.Set, cancellationToken);
        IReadOnlyDictionary<(string Schema, string Table), TableTally> tallies = await LogTally.ReadAsync(
            store,
            plan,
            manifest.Tables,
            progress,
            cancellationToken
        );
        var waiting = new ConcurrentQueue<TableEntry>(manifest.Tables.OrderByDescending(table => table.Rows));
        var counted = new ConcurrentBag<TableCounted>();
        var open = new List<MariaDbConnection>();
        try
        {
            for (int i = 0; i < connections; i++)
            {
                open.Add(await MariaDbConnection.OpenAsync(target, account, cancellationToken));
            }

            await Workers.RunAsync(
                open,
                async (connection, token) =>
                {
                    while (waiting.TryDequeue(out TableEntry? table))
                    {
                        counted.Add(await CountAsync(connection, table, tallies[(table.Schema, table.Name)], token));
                        progress.Report("count rows", counted.Count, manifest.Tables.Count, "tables");
                    }
                },
                cancellationToken
            );
        }
        finally
        {
            foreach (MariaDbConnection connection in open)
            {
                await connection.DisposeAsync();
            }
        }

        return [.. counted.OrderBy(table => table.Table, StringComparer.Ordinal)];
    }

    private static async Task<TableCounted> CountAsync(
        MariaDbConnection connection,
        TableEntry table,
        TableTally tally,
        CancellationToken cancellationToken
    )
    {
        string name = SqlQuote.Name(table.Schema, table.Name);
        if (Uncountable(table) is { } reason || (reason = tally.Unknown) is not null)
        {
            return new TableCounted(name, null, null, reason);
        }

        connection.Activity = $"counting the rows of {name}";
        string rows = (await connection.QueryStringsAsync($"SELECT COUNT(*) FROM {name}", cancellationToken))[0][0]!;
        return new TableCounted(name, table.Rows + tally.Inserted - tally.Deleted, long.Parse(rows, CultureInfo.InvariantCulture), null);
    }

    private static string? Uncountable(TableEntry table) =>
        !EnginesThatKeepRows.Contains(table.Engine, StringComparer.OrdinalIgnoreCase) ? $"its engine is {table.Engine}"
        : table.CreateStatement.Contains("ON DELETE CASCADE", StringComparison.OrdinalIgnoreCase)
            ? "deletes cascade into it, which the log does not show"
        : table.CreateStatement.Contains("WITH SYSTEM VERSIONING", StringComparison.OrdinalIgnoreCase) ? "it keeps history"
        : null;
}

/// <summary>One table after the replay.</summary>
/// <param name="Expected">Rows of the set, plus inserted, less deleted; null if the table was not counted.</param>
/// <param name="Rows">Rows of the target; null if the table was not counted.</param>
/// <param name="NotCounted">The reason why the table was not counted; null if it was counted.</param>
public sealed record TableCounted(string Table, long? Expected, long? Rows, string? NotCounted)
{
    public bool Differs => Expected != Rows;
}

/// <summary>The number of rows in the target differs from the number that the set and the log give.</summary>
public sealed class RowsDifferException(string reportKey, IReadOnlyList<string> differences)
    : PermanentException(
        $"After the replay {differences.Count} tables have more or fewer rows than the set and the log give: "
            + $"{string.Join("; ", differences.Take(5))}{(differences.Count > 5 ? "; …" : "")}.",
        $"do not open this target for use; read {reportKey} for all tables, and restore again on a fresh instance. "
            + "If the error comes again, keep both instances and report it."
    );
