using System.Text;

namespace Serverless.Ops.DataPlane.MariaDb.Reconciliation;

/// <summary>What a statement does to the rows of one table.</summary>
internal enum TableEffect
{
    /// <summary>The table is new and has no rows. A table that had the name before is gone.</summary>
    Creates,

    /// <summary>The table is new, unless something already has its name (IF NOT EXISTS).</summary>
    CreatesIfMissing,

    /// <summary>The definition changes, the number of rows does not.</summary>
    Alters,

    /// <summary>The table has no more rows.</summary>
    Empties,

    /// <summary>The table has a number of rows that the statement does not tell.</summary>
    Changes,

    Drops,

    /// <summary>The database, with all its tables, is gone.</summary>
    DropsDatabase,

    Renames,

    /// <summary>From now on the name may mean a temporary table of a session.</summary>
    Hides,
}

/// <summary>A table's full name. Two names of one table are equal; <see cref="TableNames"/> makes them so.</summary>
internal readonly record struct TableName(string Schema, string Table)
{
    public override string ToString() => $"{Schema}.{Table}";
}

/// <summary>One change of one table.</summary>
/// <param name="To">The new name of a renamed table. The table whose definition is copied (LIKE). Otherwise null.</param>
/// <param name="Uncountable">Why a table with the new definition cannot be counted; null when the statement shows no reason.</param>
internal sealed record TableChange(TableEffect Effect, TableName Table, TableName? To = null, string? Uncountable = null);

/// <summary>Makes equal what the server takes for the same name. https://mariadb.com/kb/en/identifier-case-sensitivity/</summary>
/// <param name="ignoreCase">True unless lower_case_table_names is 0.</param>
internal sealed class TableNames(bool ignoreCase)
{
    public TableName Of(string schema, string table) => new(Of(schema), Of(table));

    public string Of(string name) => ignoreCase ? name.ToLowerInvariant() : name;

    /// <summary>False for a name that the server may change to lower case in another way than this program does.</summary>
    public bool IsSure(ReadOnlySpan<byte> name) => !ignoreCase || Ascii.IsValid(name);
}
