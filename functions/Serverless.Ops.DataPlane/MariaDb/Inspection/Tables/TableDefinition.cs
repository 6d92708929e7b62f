using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>One base table as it is now.</summary>
/// <param name="Key">Its primary key when chunks can be cut along it, otherwise empty.</param>
/// <param name="DataBytes">The server's estimate of the rows' size.</param>
/// <param name="EstimatedRows">The server's estimate.</param>
/// <param name="WithHistory">System-versioned: rows of the past are carried too.</param>
/// <param name="StoredGenerated">Read for their digest only: the server computes them anew.</param>
/// <param name="ZoneDependent">Generated columns that the server keeps and that may come out other in another time zone.</param>
internal sealed record TableDefinition(
    string Schema,
    string Name,
    string Engine,
    bool Transactional,
    bool WithHistory,
    string CreateStatement,
    IReadOnlyList<TableColumn> Columns,
    IReadOnlyList<TableColumn> StoredGenerated,
    IReadOnlyList<string> ZoneDependent,
    IReadOnlyList<KeyColumn> Key,
    long DataBytes,
    long EstimatedRows
)
{
    public string QuotedName { get; } = SqlQuote.Name(Schema, Name);

    /// <summary>Names of the carried columns, for INSERT and LOAD DATA.</summary>
    public string ColumnList => string.Join(',', Columns.Select(column => SqlQuote.Name(column.Name)));

    /// <summary>Reads the carried columns of all rows, and after them the stored generated ones; a WHERE may follow.</summary>
    public string SelectStatement =>
        $"SELECT {string.Join(',', Columns.Concat(StoredGenerated).Select(column => column.Selected))} FROM {QuotedName}{(WithHistory ? " FOR SYSTEM_TIME ALL" : "")}";
}

/// <summary>One column whose values are carried. Generated columns are not: the server computes them anew.</summary>
/// <param name="Selected">The expression whose text or bytes bring the value back exactly.</param>
internal sealed record TableColumn(string Name, string Selected, ValueForm Form);

/// <summary>One column of a primary key by whose order a table can be cut in chunks.</summary>
/// <param name="LiteralPrefix">What stands before a value's hexadecimal digits in a comparison, or null for a number that stands bare.</param>
internal sealed record KeyColumn(string Name, string? LiteralPrefix);

/// <summary>How a column's values stand in INSERT text so that INSERT and LOAD DATA both give back the same bytes.</summary>
internal enum ValueForm
{
    /// <summary>As the server prints it: whole and fixed-point numbers, years.</summary>
    Bare,

    /// <summary>Between single quotes, escaped; the bytes are the column's own, under SET NAMES binary.</summary>
    Quoted,
}
