namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>A value read from JSON, with the description of the very version it was read from (its ETag serves
/// <see cref="WriteCondition.IfMatch"/>).</summary>
public sealed record StoredJson<T>(T Value, ObjectDescription Description);
