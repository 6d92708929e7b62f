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
    long EstimatedRows)
{
    public string QuotedName { get; } = SqlQuote.Name(Schema, Name);

    /// <summary>Names of the carried columns, for INSERT and LOAD DATA.</summary>
    public string ColumnList => string.Join(',', Columns.Select(column => SqlQuote.Name(column.Name)));

    /// <summary>Reads the carried columns of all rows, and after them the stored generated ones; a WHERE may follow.</summary>
    public string SelectStatement =>
        $"SELECT {string.Join(',', Columns.Concat(StoredGenerated).Select(column => column.Selected))} FROM {QuotedName}{(WithHistory ? " FOR SYSTEM_TIME ALL" : "")}";
}
