namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>A statement and what of it is the estate's.</summary>
/// <param name="Sql">Its bytes as they are to be replayed; they differ from the log's only for <see cref="EstateVerdict.Part"/> and <see cref="EstateVerdict.Named"/>.</param>
/// <param name="Told">What reports and errors say in its place when it may hold a password; null when it may be shown.</param>
internal readonly record struct JudgedStatement(EstateVerdict Verdict, ReadOnlyMemory<byte> Sql, string? Told = null);
