namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>One object as it stands.</summary>
/// <param name="Key">Full key.</param>
/// <param name="Bytes">Length in bytes.</param>
/// <param name="ETag">Opaque; compare only for equality. Two versions with different bytes never share one.</param>
/// <param name="Version">Opaque version id.</param>
/// <param name="StoredAt">When the version was stored, UTC.</param>
/// <param name="Sha256">Of the bytes as stored, 64 lower-case hex digits. Always there on what
/// <see cref="ObjectUpload.CompleteAsync"/> returns; otherwise null where the store does not keep it.</param>
public sealed record ObjectDescription(
    string Key, long Bytes, string ETag, string Version, DateTimeOffset StoredAt, string? Sha256 = null);
