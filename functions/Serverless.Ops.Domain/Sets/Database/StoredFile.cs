namespace Serverless.Ops.Domain.Sets.Database;

/// <summary>An object of a set that is not a chunk.</summary>
/// <param name="Name">Its key below the set's prefix.</param>
/// <param name="Sha256">Of the bytes as stored; 64 hexadecimal digits.</param>
public sealed record StoredFile(string Name, long StoredBytes, string Sha256);
