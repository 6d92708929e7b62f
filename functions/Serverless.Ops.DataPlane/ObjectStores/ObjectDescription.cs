namespace Serverless.Ops.DataPlane.ObjectStores;

/// <summary>One object as it stands. <paramref name="ETag"/> is opaque and changes with every version.</summary>
/// <param name="Key">Full key.</param>
/// <param name="Bytes">Length in bytes.</param>
/// <param name="ETag">Opaque; compare only for equality.</param>
/// <param name="Version">Opaque version id.</param>
/// <param name="StoredAt">When the version was stored, UTC.</param>
public sealed record ObjectDescription(string Key, long Bytes, string ETag, string Version, DateTimeOffset StoredAt);
