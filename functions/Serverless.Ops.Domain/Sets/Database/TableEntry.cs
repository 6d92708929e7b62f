using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Sets.Database;

/// <summary>One base table and its rows in chunks.</summary>
/// <param name="CreateStatement">As SHOW CREATE TABLE prints it.</param>
/// <param name="Columns">The columns with values in the chunks, in the same order: all columns that are not generated.</param>
/// <param name="RowsDigest">Sum modulo 2^128 of XxHash128 of each row's text; 32 hexadecimal digits. Independent of the order of rows and
/// of chunks.</param>
/// <param name="TextBytes">Length of the rows' INSERT text before compression.</param>
/// <param name="GeneratedDigest">The same digest, of each row's text followed by its stored generated columns; null when the table has
/// none, and in older sets.</param>
/// <param name="ZoneDependent">Generated columns, stored or in an index, whose values may depend on the time zone of the session that
/// wrote the row; null when the table has none, and in older sets.</param>
/// <param name="OrderDigest">XxHash128 of the rows' hashes in the order of a scan; null when the primary key decides the order, and
/// in older sets. A table that has one is read in one piece, and its chunks are in that order.</param>
/// <param name="Partitions">The partitions of a table PARTITION BY SYSTEM_TIME, in order, that of the present rows last; null for other
/// tables, and in older sets.</param>
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
    IReadOnlyList<ChunkEntry> Chunks,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? GeneratedDigest = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? ZoneDependent = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OrderDigest = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<PartitionEntry>? Partitions = null
);

/// <summary>One partition of a table PARTITION BY SYSTEM_TIME. Where a row lies does not always follow from its values.</summary>
public sealed record PartitionEntry(string Name, long Rows, string RowsDigest);

/// <summary>A part of a table: one object of zstd-compressed INSERT text.</summary>
/// <param name="Name">The chunk's key below the set's prefix.</param>
/// <param name="StoredBytes">Length as stored, in bytes.</param>
/// <param name="Sha256">Of the bytes as stored; 64 hexadecimal digits.</param>
/// <param name="GeneratedDigest">Like the table's, of this chunk's rows.</param>
/// <param name="Partition">The partition that all rows of this chunk lie in, if the table has <see cref="TableEntry.Partitions"/>.</param>
/// <param name="AsStatements">True when only its statements, run in order before the table's present rows, bring the rows back. LOAD DATA
/// would not. Null for every other chunk.</param>
public sealed record ChunkEntry(
    string Name,
    long Rows,
    long TextBytes,
    string RowsDigest,
    long StoredBytes,
    string Sha256,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? GeneratedDigest = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Partition = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? AsStatements = null
);
