using System.Globalization;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Server;

/// <summary>
/// Session variables that a target takes over from its source, because definitions or logged statements mean another thing under another
/// value and neither the set nor the log says which one held. The source's global value is the best that is known.
/// </summary>
internal static class SourceDefaults
{
    // Generated columns and views are computed under these, and full-text indexes are filled under the last one.
    private static readonly string[] ForDefinitions =
    [
        "old_mode",
        "default_regex_flags",
        "default_week_format",
        "div_precision_increment",
        "innodb_ft_enable_stopword",
    ];

    // CREATE TABLE without the option takes these. A set's CREATE TABLE statements name all of them.
    private static readonly string[] ForStatements =
    [
        "default_storage_engine",
        "enforce_storage_engine",
        "innodb_compression_default",
        "innodb_default_encryption_key_id",
    ];

    /// <summary>The variables, for the manifest of a database set.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ForDefinitions, .. ForStatements];

    /// <summary>The assignments for making objects as a set's statements name them, each after a comma.</summary>
    /// <param name="source">The source's variables. A variable that an older set does not have keeps its value.</param>
    public static string OfDefinitions(IReadOnlyDictionary<string, string> source) => Assign(ForDefinitions, source);

    /// <summary>The assignments for running the log's statements, each after a comma.</summary>
    /// <param name="source">The source's variables; null when the plan has none.</param>
    public static string OfStatements(IReadOnlyDictionary<string, string>? source) => source is null ? "" : Assign(Names, source);

    private static string Assign(IEnumerable<string> names, IReadOnlyDictionary<string, string> source)
    {
        var set = new StringBuilder();
        foreach (string name in names)
        {
            if (source.GetValueOrDefault(name) is { } value)
            {
                set.Append(CultureInfo.InvariantCulture, $", {name}={Literal(name, value)}");
            }
        }

        return set.ToString();
    }

    private static string Literal(string name, string value) =>
        value.Length == 0 && name.EndsWith("_engine", StringComparison.Ordinal) ? "NULL"
        : long.TryParse(value, CultureInfo.InvariantCulture, out _) ? value
        : SqlQuote.Text(value);
}
