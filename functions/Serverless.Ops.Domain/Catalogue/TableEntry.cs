namespace Serverless.Ops.Domain.Catalogue;

/// <summary>One base table and its rows in chunks.</summary>
/// <param name="CreateStatement">As SHOW CREATE TABLE prints it.</param>
/// <param name="Columns">The columns whose values are in the chunks, in their order: all but generated ones.</param>
/// <param name="RowsDigest">Sum modulo 2^128 of XxHash128 of each row's text; 32 hexadecimal digits; independent of order and of chunks.</param>
/// <param name="TextBytes">Length of the rows' INSERT text before compression.</param>
public sealed record TableEntry(
    string Schema,
    string Name,
    string Engine,
    bool Transactional,
    string CreateStatement,
    IReadOnlyList<string> Columns,
    long Rows,
    long TextBytes,
    string RowsDigest,
    IReadOnlyList<ChunkEntry> Chunks);
