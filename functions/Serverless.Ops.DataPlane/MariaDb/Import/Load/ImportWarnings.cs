using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>
/// Judges the warnings of LOAD DATA. Three kinds say nothing about a carried value, and pass: the error value of an ENUM and an empty
/// geometry, which cannot be stored without a warning, and what the server says while it computes a generated column. The verification
/// then proves that all columns have the right values.
/// </summary>
internal static partial class ImportWarnings
{
    private const string NotNull = "1048";
    private const string DataTruncated = "1265";

    // The row itself is not whole, or is not stored. These name no column.
    private static readonly string[] OfTheRow = ["1062", "1261", "1262", "1452", "1526", "4025"];

    /// <param name="warnings">Rows of SHOW WARNINGS: level, code, message.</param>
    public static void ThrowUnlessExpected(TableEntry table, IReadOnlyList<string?[]> warnings)
    {
        var kinds = new ColumnKinds(table.CreateStatement);
        string[] unexpected =
        [
            .. warnings.Where(warning => !IsExpected(kinds, warning[1]!, warning[2]!)).Select(warning => $"{warning[1]} {warning[2]}"),
        ];
        if (unexpected.Length > 0)
        {
            throw new ImportWarningException(SqlQuote.Name(table.Schema, table.Name), string.Join("; ", unexpected.Take(5)));
        }
    }

    private static bool IsExpected(ColumnKinds kinds, string code, string message)
    {
        if (code == NotNull)
        {
            return kinds.Shapes.Any(column => message == $"Column '{column}' cannot be null");
        }

        if (AtRow().Match(message) is { Success: true } named)
        {
            string column = named.Groups["name"].Success ? named.Groups["name"].Value : SqlQuote.Unquoted(named.Groups["quoted"].Value);
            return kinds.Generated.Contains(column) || (code == DataTruncated && kinds.Enums.Contains(column));
        }

        // An expression warns without a column, for example: Truncated incorrect DOUBLE value: 'x'.
        return kinds.Generated.Count > 0 && !OfTheRow.Contains(code, StringComparer.Ordinal);
    }

    // The value comes before the column, and may be any text. So only the end of the message counts.
    [GeneratedRegex(
        @" for column (?:'(?<name>.*?)'|`(?:[^`]|``)*`\.`(?:[^`]|``)*`\.`(?<quoted>(?:[^`]|``)*)`) at row \d+$",
        RegexOptions.RightToLeft | RegexOptions.Singleline
    )]
    private static partial Regex AtRow();
}

/// <summary>
/// LOAD DATA changed or skipped a value. It only warns where INSERT fails, so the import treats each warning as an error.
/// </summary>
public sealed class ImportWarningException(string table, string what)
    : PermanentException(
        $"The import could not load rows of {table} exactly as they are stored: {what}.",
        "compare the target's settings with the set's manifest; you can also restore the set by hand, as its README.txt says."
    );
