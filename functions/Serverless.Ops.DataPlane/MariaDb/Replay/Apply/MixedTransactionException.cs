namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>A large transaction turned out to write to tables without transactions, and was rolled back: start over from the cursor, knowing better.</summary>
internal sealed class MixedTransactionException : Exception;
