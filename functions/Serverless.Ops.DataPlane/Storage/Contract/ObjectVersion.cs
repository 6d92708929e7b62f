namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>One version of one key in the store's history.</summary>
public sealed record ObjectVersion(
    string Key, string Version, long Bytes, DateTimeOffset StoredAt, bool IsNewest, bool IsDeleteMarker);
