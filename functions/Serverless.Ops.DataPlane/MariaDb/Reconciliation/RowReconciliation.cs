using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.Catalogue;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;
using Serverless.Ops.DataPlane.MariaDb.Import.Verify;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
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
internal sealed partial class RowReconciliation(
    IObjectStore store,
    MariaDbEndpoint target,
    MariaDbAccount account,
    int connections,
    IProgressSink progress
)
{
    private const int NoSuchTable = 1146;
    private const int NoSuchDatabase = 1049;

    /// <param name="findings">Takes the log's findings on the way.</param>
    /// <returns>
    /// One entry for each table of the set, in the order of names. Then one for each other table that the log made and that is left.
    /// </returns>
    public async Task<IReadOnlyList<TableCounted>> RunAsync(RestorePlan plan, FindingsByFile findings, CancellationToken cancellationToken)
    {
        DatabaseManifest manifest = await SetReader.ReadManifestAsync(store, plan.Set, cancellationToken);
        IReadOnlyList<TableAtEnd> tables = await ReadLogAsync(plan, manifest, findings, cancellationToken);
        var waiting = new ConcurrentQueue<TableAtEnd>(tables.OrderByDescending(table => table.Tally?.Rows));
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
                    while (waiting.TryDequeue(out TableAtEnd? table))
                    {
                        counted.Add(await CountAsync(connection, table, token));
                        progress.Report("count rows", counted.Count, tables.Count, "tables");
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

        return [.. counted.OrderBy(table => table.IsOfLog).ThenBy(table => table.Table, StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<TableAtEnd>> ReadLogAsync(
        RestorePlan plan,
        DatabaseManifest manifest,
        FindingsByFile findings,
        CancellationToken cancellationToken
    )
    {
        TableNames names;
        await using (MariaDbConnection connection = await MariaDbConnection.OpenAsync(target, account, cancellationToken))
        {
            connection.Activity = "reading how the server compares names";
            string lowerCase = (await connection.QueryStringsAsync("SELECT @@lower_case_table_names", cancellationToken))[0][0]!;
            names = new TableNames(ignoreCase: lowerCase != "0");
        }

        TableTallies tallies = await LogTally.ReadAsync(store, plan, manifest.Tables, names, findings, progress, cancellationToken);
        var ofSet = manifest.Tables.ToDictionary(table => names.Of(table.Schema, table.Name));
        return
        [
            .. ofSet.Select(table => new TableAtEnd(
                SqlQuote.Name(table.Value.Schema, table.Value.Name),
                tallies.Find(table.Key),
                tallies.WhyUnclear(table.Key),
                table.Value.Rows
            )),
            .. tallies
                .Names.Where(name => !ofSet.ContainsKey(name))
                .Select(name => new TableAtEnd(SqlQuote.Name(name.Schema, name.Table), tallies.Find(name), tallies.WhyUnclear(name), null)),
        ];
    }

    private static async Task<TableCounted> CountAsync(MariaDbConnection connection, TableAtEnd table, CancellationToken cancellationToken)
    {
        TableCounted Counted(long? expected, long? rows, string? notCounted) =>
            new(table.Name, expected, rows, notCounted, table.RowsInSet) { IsOfLog = table.RowsInSet is null };
        if ((table.WhyUnclear ?? table.Tally?.Unknown) is { } reason)
        {
            return Counted(null, null, reason);
        }

        connection.Activity = $"counting the rows of {table.Name}";
        try
        {
            if (table.Tally is { IsRedefined: true } && await WhyNotOnTargetAsync(connection, table.Name, cancellationToken) is { } found)
            {
                return Counted(null, null, found);
            }

            string count = (await connection.QueryStringsAsync($"SELECT COUNT(*) FROM {table.Name}", cancellationToken))[0][0]!;
            return table.Tally is { } tally
                ? Counted(tally.Rows, long.Parse(count, CultureInfo.InvariantCulture), null)
                : Counted(null, null, "the log drops or renames it, and something else has its name");
        }
        catch (ServerErrorException missing) when (missing.Number is NoSuchTable or NoSuchDatabase)
        {
            // A table that the log drops is rightly missing.
            return table.Tally is { } tally ? Counted(tally.Rows, null, null) : Counted(0, 0, null);
        }
    }

    // The definition on the target is the one at the end of the log.
    private static async Task<string?> WhyNotOnTargetAsync(MariaDbConnection connection, string table, CancellationToken cancellationToken)
    {
        string create = await CreateStatement.ReadAsync(connection, table, cancellationToken);
        return Engine().Matches(create) is [.., var engine]
            ? Countable.WhyNot(engine.Groups[1].Value, create)
            : "it is not a table on the target";
    }

    [GeneratedRegex(@"^\) ENGINE=(\w+)", RegexOptions.Multiline)]
    private static partial Regex Engine();

    /// <param name="Tally">Null when the log drops or renames the table.</param>
    /// <param name="RowsInSet">Null for a table that is not in the set.</param>
    private sealed record TableAtEnd(string Name, TableTally? Tally, string? WhyUnclear, long? RowsInSet);
}

/// <summary>One table after the replay.</summary>
/// <param name="Expected">
/// Rows of the set, plus inserted, less deleted; counted from zero where the log makes, empties or drops the table. Null if the table was
/// not counted.
/// </param>
/// <param name="Rows">Rows of the target; null if the table was not counted, or is missing.</param>
/// <param name="NotCounted">The reason why the table was not counted; null if it was counted.</param>
/// <param name="RowsInSet">Rows in the set. Null for a table that the log made, and in reports older than this field.</param>
public sealed record TableCounted(string Table, long? Expected, long? Rows, string? NotCounted, long? RowsInSet = null)
{
    public bool Differs => Expected != Rows;

    /// <summary>True for a table that is not in the set: the log made it, or gave it its name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsOfLog { get; init; }
}

/// <summary>The number of rows in the target differs from the number that the set and the log give.</summary>
/// <param name="notStored">Why the report was not stored; null when it was.</param>
public sealed class RowsDifferException(string reportKey, IReadOnlyList<string> differences, string? notStored)
    : PermanentException(
        $"After the replay {differences.Count} tables have more or fewer rows than the set and the log give: "
            + $"{ReportedDifferences.List(differences, notStored)}.",
        $"do not open this target for use; {ReportedDifferences.WhereAll(reportKey, notStored)}; restore again on a fresh instance. "
            + "If the error comes again, keep both instances and report it."
    );
