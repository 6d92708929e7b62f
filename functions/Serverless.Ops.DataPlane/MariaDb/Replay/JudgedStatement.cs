namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>A statement and what of it is the estate's.</summary>
/// <param name="Sql">Its bytes without what is of the restore's own schema; they differ from the log's only for <see cref="NotesVerdict.Part"/>.</param>
internal readonly record struct JudgedStatement(NotesVerdict Verdict, ReadOnlyMemory<byte> Sql);
