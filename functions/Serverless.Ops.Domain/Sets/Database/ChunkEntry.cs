using System.Text.Json.Serialization;

namespace Serverless.Ops.Domain.Sets.Database;

/// <summary>A part of a table: one object of zstd-compressed INSERT text.</summary>
/// <param name="Name">Its key below the set's prefix.</param>
/// <param name="StoredBytes">Length as stored.</param>
/// <param name="Sha256">Of the bytes as stored; 64 hexadecimal digits.</param>
/// <param name="GeneratedDigest">As the table's, of this chunk's rows.</param>
public sealed record ChunkEntry(
    string Name,
    long Rows,
    long TextBytes,
    string RowsDigest,
    long StoredBytes,
    string Sha256,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? GeneratedDigest = null);
