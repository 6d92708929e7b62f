using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>
/// Judges the warnings of LOAD DATA. Only an ENUM's error value cannot be stored without a warning, so a truncation warning of an ENUM
/// column passes here. The verification then proves that the column has the right values.
/// </summary>
internal static partial class ImportWarnings
{
    private const string DataTruncated = "1265";

    /// <param name="warnings">Rows of SHOW WARNINGS: level, code, message.</param>
    public static void ThrowUnlessExpected(TableEntry table, IReadOnlyList<string?[]> warnings)
    {
        string[] enums = [.. EnumColumn().Matches(table.CreateStatement).Select(match => SqlQuote.Unquoted(match.Groups[1].Value))];
        string[] unexpected =
        [
            .. warnings
                .Where(warning =>
                    warning[1] != DataTruncated
                    || !enums.Any(column => warning[2]!.Contains($"for column '{column}' at row", StringComparison.Ordinal))
                )
                .Select(warning => $"{warning[1]} {warning[2]}"),
        ];
        if (unexpected.Length > 0)
        {
            throw new ImportWarningException(SqlQuote.Name(table.Schema, table.Name), string.Join("; ", unexpected.Take(5)));
        }
    }

    [GeneratedRegex(@"^  `((?:[^`]|``)+)` enum\(", RegexOptions.Multiline)]
    private static partial Regex EnumColumn();
}

/// <summary>
/// LOAD DATA changed or skipped a value. It only warns where INSERT fails, so the import treats each warning as an error.
/// </summary>
public sealed class ImportWarningException(string table, string what)
    : PermanentException(
        $"The import could not load rows of {table} exactly as they are stored: {what}.",
        "compare the target's settings with the set's manifest; you can also restore the set by hand, as its README.txt says."
    );
