using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>
/// Reads all base tables of a server from information_schema and SHOW CREATE TABLE. https://mariadb.com/kb/en/information-schema-tables/
/// </summary>
internal static class TableReader
{
    private static readonly string[] Engines = ["InnoDB", "MyISAM", "Aria", "MEMORY", "CSV", "ARCHIVE"];

    private const string UnknownEngine = "Unknown storage engine";

    /// <summary>
    /// Has the server open every table. It then repairs the MyISAM and Aria tables that a crash left open. Call it before any lock: while
    /// DDL is blocked, the server refuses to open such a table.
    /// </summary>
    public static async Task OpenAllAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "opening the tables";
        // The server opens a table for its number of rows.
        await connection.ExecuteAsync("SELECT MAX(table_rows) FROM information_schema.tables", cancellationToken);
    }

    /// <exception cref="CannotCarryException">A backup could not restore a table or column exactly.</exception>
    public static async Task<IReadOnlyList<TableDefinition>> ReadAsync(MariaDbConnection connection, CancellationToken cancellationToken)
    {
        connection.Activity = "listing the tables";
        IReadOnlyList<string?[]> tables = await connection.QueryStringsAsync(
            $"""
            SELECT table_schema, table_name, engine, table_type, COALESCE(data_length, 0), COALESCE(table_rows, 0), table_comment
            FROM information_schema.tables
            WHERE table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') AND table_schema NOT IN {Schemas.OfServer}
            ORDER BY table_schema, table_name
            """,
            cancellationToken
        );
        ILookup<(string, string), string?[]> columns = await ReadColumnsAsync(connection, cancellationToken);
        ILookup<(string, string), string?[]> keys = await ReadKeysAsync(connection, cancellationToken);
        ILookup<(string, string), HistoryPartition> partitions = await HistoryPartitions.ReadAsync(connection, cancellationToken);
        var definitions = new List<TableDefinition>(tables.Count);
        foreach (string?[] table in tables)
        {
            (string schema, string name) = (table[0]!, table[1]!);
            EncodedNames.RequireTable(schema, name);
            string quoted = SqlQuote.Name(schema, name);
            RequireKnownEngine(quoted, table[2], table[6]!);
            connection.Activity = $"reading the definition of table {quoted}";
            string create = await CreateStatement.ReadAsync(connection, quoted, cancellationToken);
            bool withHistory = table[3] == "SYSTEM VERSIONED";
            string?[][] own = [.. columns[(schema, name)]];
            TableColumn[] stored =
            [
                .. own.Where(IsGenerated)
                    .Where(row => row[6]!.Contains("STORED", StringComparison.Ordinal))
                    .Select(row => ReadStored(quoted, row)),
            ];
            definitions.Add(
                new TableDefinition(
                    schema,
                    name,
                    table[2]!,
                    Transactional: string.Equals(table[2], "InnoDB", StringComparison.OrdinalIgnoreCase),
                    withHistory,
                    create,
                    ReadColumns(quoted, withHistory, own),
                    stored,
                    ZoneDependence.Find(
                        [.. own.Select(row => (row[2]!, row[3]!, IsGenerated(row) ? row[5] : null))],
                        [.. stored.Select(column => column.Name)],
                        create
                    ),
                    withHistory || !RowOrder.IsByPrimaryKey(table[2]!, create) ? [] : ReadKey(keys[(schema, name)]),
                    long.Parse(table[4]!),
                    long.Parse(table[5]!)
                )
                {
                    Period = withHistory ? ReadPeriod(own) : null,
                    Partitions = HistoryPartitions.NamesOf(quoted, create, [.. partitions[(schema, name)]]),
                }
            );
        }

        return definitions;
    }

    // A table that the server cannot open has no engine, and the server's error stands in place of its comment.
    private static void RequireKnownEngine(string table, string? engine, string comment)
    {
        if (engine is null)
        {
            throw new CannotCarryException(
                $"Table {table}",
                $"the server cannot open it ({comment.TrimEnd('.')})",
                comment.StartsWith(UnknownEngine, StringComparison.Ordinal)
                    ? "load its engine with INSTALL SONAME, or drop the table."
                    : $"run REPAIR TABLE {table} on the source. If that does not help, restore the table from an older set, or drop it."
            );
        }

        if (!Engines.Contains(engine, StringComparer.OrdinalIgnoreCase))
        {
            throw new CannotCarryException(
                $"Table {table}",
                $"its engine {engine} keeps rows where a dump cannot freeze them",
                "move it to InnoDB, or drop it."
            );
        }
    }

    private static bool IsPeriod(string?[] row) => row[5] is "ROW START" or "ROW END";

    private static bool IsGenerated(string?[] row) => row[5] is not null && !IsPeriod(row);

    private static TablePeriod ReadPeriod(string?[][] rows) =>
        new(
            rows.FirstOrDefault(row => row[5] is "ROW START")?[2] ?? "row_start",
            rows.FirstOrDefault(row => row[5] is "ROW END")?[2] ?? "row_end"
        );

    // These values are never loaded. So a type that could not be loaded is no reason to refuse the table.
    private static TableColumn ReadStored(string table, string?[] row)
    {
        try
        {
            TableColumn column = ColumnReader.Read(table, row[2]!, row[3]!, row[4]!, row[7] == "YES");
            return column.Form is ValueForm.Shape or ValueForm.NullableShape ? column with { Form = ValueForm.Quoted } : column;
        }
        catch (CannotCarryException)
        {
            return new TableColumn(row[2]!, SqlQuote.Name(row[2]!), ValueForm.Quoted);
        }
    }

    private static List<TableColumn> ReadColumns(string table, bool withHistory, IEnumerable<string?[]> rows)
    {
        var columns = new List<TableColumn>();
        bool explicitPeriod = false;
        foreach (string?[] row in rows)
        {
            (string name, string type, string? generation) = (row[2]!, row[3]!, row[5]);
            bool period = IsPeriod(row);
            explicitPeriod |= period;
            if (name.Contains('\n', StringComparison.Ordinal) || table.Contains('\n', StringComparison.Ordinal))
            {
                throw new CannotCarryException($"Column {name} of {table}", "one of these names has a line break", "rename it.");
            }

            if (period && type == "bigint")
            {
                throw new CannotCarryException(
                    $"Table {table}",
                    "it keeps its history by transaction number, and only this server knows these numbers",
                    "keep its history by timestamp."
                );
            }

            if (generation is null || period)
            {
                columns.Add(ColumnReader.Read(table, name, type, row[4]!, row[7] == "YES"));
            }
        }

        if (withHistory && !explicitPeriod)
        {
            columns.Add(new TableColumn("row_start", "`row_start`", ValueForm.Quoted));
            columns.Add(new TableColumn("row_end", "`row_end`", ValueForm.Quoted));
        }

        return columns.Count > 0
            ? columns
            : throw new CannotCarryException($"Table {table}", "all its columns are generated", "add a column that is not generated.");
    }

    // Chunks need a key that sorts in the same order in which the server compares it with a literal. One connection reads any other table,
    // and a table whose rows are not in the order of that key.
    private static List<KeyColumn> ReadKey(IEnumerable<string?[]> rows)
    {
        var key = new List<KeyColumn>();
        foreach (string?[] row in rows)
        {
            string? literal = row[4] switch
            {
                "tinyint" or "smallint" or "mediumint" or "int" or "bigint" or "decimal" => "",
                "char" or "varchar" => $"_{row[5]} 0x",
                "binary" or "varbinary" => "_binary 0x",
                _ => null,
            };
            if (literal is null || row[3] is not null)
            {
                return [];
            }

            key.Add(new KeyColumn(row[2]!, literal.Length == 0 ? null : literal));
        }

        return key;
    }

    private static async Task<ILookup<(string, string), string?[]>> ReadColumnsAsync(
        MariaDbConnection connection,
        CancellationToken cancellationToken
    ) =>
        (
            await connection.QueryStringsAsync(
                $"""
                SELECT table_schema, table_name, column_name, data_type, column_type, generation_expression, extra, is_nullable
                FROM information_schema.columns WHERE table_schema NOT IN {Schemas.OfServer}
                ORDER BY table_schema, table_name, ordinal_position
                """,
                cancellationToken
            )
        ).ToLookup(row => (row[0]!, row[1]!));

    private static async Task<ILookup<(string, string), string?[]>> ReadKeysAsync(
        MariaDbConnection connection,
        CancellationToken cancellationToken
    ) =>
        (
            await connection.QueryStringsAsync(
                $"""
                SELECT s.table_schema, s.table_name, s.column_name, s.sub_part, c.data_type, c.character_set_name
                FROM information_schema.statistics s
                JOIN information_schema.columns c
                  ON c.table_schema = s.table_schema AND c.table_name = s.table_name AND c.column_name = s.column_name
                WHERE s.index_name = 'PRIMARY' AND s.table_schema NOT IN {Schemas.OfServer}
                ORDER BY s.table_schema, s.table_name, s.seq_in_index
                """,
                cancellationToken
            )
        ).ToLookup(row => (row[0]!, row[1]!));
}
