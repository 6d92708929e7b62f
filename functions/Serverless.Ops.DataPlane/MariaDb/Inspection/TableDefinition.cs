namespace Serverless.Ops.DataPlane.MariaDb.Inspection;

/// <summary>One base table as it is now.</summary>
/// <param name="Key">Its primary key when chunks can be cut along it, otherwise empty.</param>
/// <param name="DataBytes">The server's estimate of the rows' size.</param>
/// <param name="EstimatedRows">The server's estimate.</param>
/// <param name="WithHistory">System-versioned: rows of the past are carried too.</param>
internal sealed record TableDefinition(
    string Schema,
    string Name,
    string Engine,
    bool Transactional,
    bool WithHistory,
    string CreateStatement,
    IReadOnlyList<TableColumn> Columns,
    IReadOnlyList<KeyColumn> Key,
    long DataBytes,
    long EstimatedRows)
{
    public string QuotedName { get; } = Sql.Name(Schema, Name);

    /// <summary>Names of the carried columns, for INSERT and LOAD DATA.</summary>
    public string ColumnList => string.Join(',', Columns.Select(column => Sql.Name(column.Name)));

    /// <summary>Reads the carried columns of all rows; a WHERE may follow.</summary>
    public string SelectStatement =>
        $"SELECT {string.Join(',', Columns.Select(column => column.Selected))} FROM {QuotedName}{(WithHistory ? " FOR SYSTEM_TIME ALL" : "")}";
}
