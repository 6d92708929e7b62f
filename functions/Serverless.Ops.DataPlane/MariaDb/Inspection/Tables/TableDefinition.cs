using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;

/// <summary>One base table in its present form.</summary>
/// <param name="Key">The columns of its primary key, when chunks can be cut along them; otherwise empty.</param>
/// <param name="DataBytes">The server's estimate of the rows' size, in bytes.</param>
/// <param name="EstimatedRows">The server's estimate of the number of rows.</param>
/// <param name="WithHistory">True for a system-versioned table: its rows of the past are carried too.</param>
/// <param name="StoredGenerated">Stored generated columns. Read only for their digest: the server computes them again.</param>
/// <param name="ZoneDependent">Generated columns that the server stores and that may have other values in another time zone.</param>
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

    /// <summary>The start of an INSERT statement. IGNORE makes NULL an empty geometry also in a statement of one row.</summary>
    public string Insert => $"INSERT {(Columns.Any(column => column.Form == ValueForm.Shape) ? "IGNORE " : "")}INTO {QuotedName}";

    /// <summary>Names of the carried columns, for INSERT and LOAD DATA.</summary>
    public string ColumnList => string.Join(',', Columns.Select(column => SqlQuote.Name(column.Name)));

    /// <summary>False when the order of the rows is known only from a scan of the table. See <see cref="RowOrder"/>.</summary>
    public bool OrderIsByPrimaryKey { get; } = RowOrder.IsByPrimaryKey(Engine, CreateStatement);

    /// <summary>Names of the partitions of a table PARTITION BY SYSTEM_TIME, in order; empty for every other table.</summary>
    public IReadOnlyList<string> Partitions { get; init; } = [];

    /// <summary>The columns with a row's time, if the table has a history.</summary>
    public TablePeriod? Period { get; init; }

    /// <summary>What one connection reads after the other: each of <see cref="Partitions"/>, or null for the whole table.</summary>
    public IEnumerable<string?> Reads => Partitions.Count > 0 ? (IEnumerable<string?>)Partitions : [null];

    /// <summary>
    /// Reads the carried columns of all rows, and then the stored generated columns. A WHERE may follow. Without a hint the server may read
    /// the rows from an index that has all columns, in that index's order.
    /// </summary>
    /// <param name="partition">One of <see cref="Reads"/>. A partition that is named shows its rows of the past.</param>
    /// <param name="more">Further expressions, each after a comma.</param>
    public string SelectStatement(string? partition, string more = "") =>
        $"SELECT {string.Join(',', Columns.Concat(StoredGenerated).Select(column => column.Selected))}{more} FROM {QuotedName}"
        + (
            partition is not null ? $" PARTITION ({SqlQuote.Name(partition)})"
            : WithHistory ? " FOR SYSTEM_TIME ALL"
            : ""
        )
        + (OrderIsByPrimaryKey ? "" : " USE INDEX ()");
}

/// <summary>The names of the columns with the start and the end of a row's time.</summary>
internal sealed record TablePeriod(string Start, string End)
{
    /// <summary>Rows of the past that take no time: one statement, or two within a microsecond, made and ended them.</summary>
    public string IsMoment => $"{SqlQuote.Name(Start)} = {SqlQuote.Name(End)}";

    public string IsBackward => $"{SqlQuote.Name(Start)} > {SqlQuote.Name(End)}";
}

/// <summary>One column whose values are carried. Generated columns are not carried: the server computes them again.</summary>
/// <param name="Selected">The expression whose text or bytes restore the value exactly.</param>
internal sealed record TableColumn(string Name, string Selected, ValueForm Form);

/// <summary>One column of a primary key along which a table can be cut into chunks.</summary>
/// <param name="LiteralPrefix">The text before a value's hexadecimal digits in a comparison. Null for a number, which needs none.</param>
internal sealed record KeyColumn(string Name, string? LiteralPrefix);

/// <summary>The form of a column's values in INSERT text. INSERT and LOAD DATA both give the same bytes back.</summary>
internal enum ValueForm
{
    /// <summary>As the server prints them: integers, fixed-point numbers, years.</summary>
    Bare,

    /// <summary>Between single quotes, escaped. The bytes are the column's own, under SET NAMES binary.</summary>
    Quoted,

    /// <summary>
    /// Like <see cref="Quoted"/>, but NULL for an empty geometry. The server stores one where a NOT NULL column gets no value, and takes it
    /// in no other form. https://mariadb.com/kb/en/geometry-types/
    /// </summary>
    Shape,

    /// <summary>Read for the digest, and not written: the statements around the rows give the value.</summary>
    Left,

    /// <summary>Like <see cref="Quoted"/>. An empty geometry cannot be carried, because NULL is another value here.</summary>
    NullableShape,
}
