using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Rows;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Verify;

/// <summary>Compares the tables of a manifest with the tables of a target.</summary>
internal static class TableComparison
{
    /// <param name="sameMeaning">Tables whose definition differs from the set's in its text alone.</param>
    public static IReadOnlyList<TableVerdict> Compare(
        IReadOnlyList<TableEntry> expected,
        IReadOnlyList<TableDefinition> found,
        IReadOnlyDictionary<string, TableDigest> digests,
        IReadOnlySet<string> sameMeaning,
        StateOrigin origin
    )
    {
        var left = found.ToDictionary(table => table.QuotedName, StringComparer.Ordinal);
        var verdicts = new List<TableVerdict>();
        foreach (TableEntry entry in expected)
        {
            string name = SqlQuote.Name(entry.Schema, entry.Name);
            verdicts.Add(
                left.Remove(name, out TableDefinition? table)
                    ? Judge(name, entry, table, digests[name], sameMeaning.Contains(name), origin)
                    : new TableVerdict(name, 0, "", ["it is missing"], [])
            );
        }

        verdicts.AddRange(
            left.Values.Select(table => new TableVerdict(
                table.QuotedName,
                digests[table.QuotedName].Rows,
                "",
                ["it is not in the set"],
                []
            ))
        );
        return verdicts;
    }

    private static TableVerdict Judge(
        string name,
        TableEntry expected,
        TableDefinition found,
        TableDigest digest,
        bool sameMeaning,
        StateOrigin origin
    )
    {
        List<string> differences = Differences(expected, found, digest, sameMeaning);
        string? counter = FindCounter(expected, found);
        if (counter is not null && origin == StateOrigin.Import)
        {
            differences.Add(counter);
        }

        string? partitions = FindPartitions(expected, digest);
        if (partitions is not null && origin == StateOrigin.Import)
        {
            differences.Add(partitions);
        }

        string[] ofReplay =
        [
            .. counter is null ? [] : (string[])[$"{counter}: the source gave the numbers between to rows that it rolled back"],
            .. partitions is null ? [] : (string[])[$"{partitions}: the server estimates how full a partition is, each server by itself"],
        ];
        return new TableVerdict(
            name,
            digest.Rows,
            digest.ToString(),
            differences,
            differences.Count > 0 ? [] : [.. Warnings(expected, found, digest), .. ofReplay]
        );
    }

    // Such a difference must not stop a restore at night, and must not pass in silence.
    private static IReadOnlyList<string> Warnings(TableEntry expected, TableDefinition found, TableDigest digest)
    {
        var warnings = new List<string>();

        // The rows match, and the generated column's values follow from them by its expression: the application, or one statement, computes
        // the values again.
        if (expected.GeneratedDigest is not null && expected.GeneratedDigest != digest.Generated)
        {
            warnings.Add(
                $"some values of its stored generated columns ({string.Join(", ", found.StoredGenerated.Select(column => column.Name))}) "
                    + "differ from the source's: "
                    + "the import computes them in UTC, and the source's sessions may have had another time zone; to compute them again, "
                    + $"SET time_zone to the source's and run ALTER TABLE {found.QuotedName} FORCE, ALGORITHM=COPY"
            );
        }

        // Aria chooses a page for each row by its length, so that no order of loading brings the source's order back.
        if (expected.OrderDigest is not null && expected.OrderDigest != digest.Order)
        {
            warnings.Add(
                "its rows are the source's but stand in another order: a statement in the log or of the application that numbers them, "
                    + "such as ALTER TABLE … ADD … AUTO_INCREMENT, gives them other numbers than on the source; "
                    + "a table with a primary key in InnoDB has no such difference"
            );
        }

        return warnings;
    }

    private static List<string> Differences(TableEntry expected, TableDefinition found, TableDigest digest, bool sameMeaning)
    {
        var differences = new List<string>();
        if (digest.Rows != expected.Rows)
        {
            differences.Add($"{digest.Rows} rows instead of {expected.Rows}");
        }

        if (digest.ToString() != expected.RowsDigest)
        {
            differences.Add($"digest {digest} instead of {expected.RowsDigest}");
        }

        if (!sameMeaning && CreateStatement.Form(expected.CreateStatement) != CreateStatement.Form(found.CreateStatement))
        {
            differences.Add("its CREATE statement differs");
        }

        return differences;
    }

    // The target's counter may be ahead: the dump reads definitions before rows, and commits in between raise the counter.
    private static string? FindCounter(TableEntry expected, TableDefinition found)
    {
        ulong wanted = CreateStatement.Counter(expected.CreateStatement);
        ulong counter = CreateStatement.Counter(found.CreateStatement);
        return counter < wanted ? $"AUTO_INCREMENT is {counter} instead of {wanted}" : null;
    }

    private static string? FindPartitions(TableEntry expected, TableDigest found) =>
        expected.Partitions is null || expected.Partitions.SequenceEqual(found.Partitions)
            ? null
            : "its rows lie in other partitions, with "
                + $"{string.Join(", ", found.Partitions.Select(partition => $"{partition.Rows} in {partition.Name}"))} instead of "
                + string.Join(", ", expected.Partitions.Select(partition => $"{partition.Rows} in {partition.Name}"));
}
