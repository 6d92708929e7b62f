namespace Serverless.Ops.Functions.Composition;

/// <summary>Where the objects are: a folder of this machine or a bucket.</summary>
/// <param name="Folder">Absolute path, or null for a bucket.</param>
/// <param name="Bucket">Bucket name, or null for a folder.</param>
/// <param name="Prefix">Key prefix in the bucket, without slashes at its ends; empty for none.</param>
internal sealed record StoreAddress(string? Folder, string? Bucket, string Prefix)
{
    public override string ToString() =>
        Folder is not null ? $"file://{Folder}" : Prefix.Length == 0 ? $"s3://{Bucket}" : $"s3://{Bucket}/{Prefix}";
}
