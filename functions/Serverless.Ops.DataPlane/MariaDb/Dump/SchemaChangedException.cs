using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>
/// DDL changed a table after the snapshot and before the dump had read its rows, or a statement such as GRANT changed an account while the
/// snapshot was taken. The dump starts again by itself.
/// </summary>
public sealed class SchemaChangedException(string table, Exception? cause = null)
    : TransientException(
        $"{table} was created, altered, dropped or truncated while the dump ran.",
        "wait: the dump starts again by itself, with a new snapshot.",
        cause
    );

/// <summary>DDL made the dump start again more often than <see cref="DumpOptions.RestartLimit"/> allows.</summary>
public sealed class SchemaChangedTooOftenException(int restarts, SchemaChangedException last)
    : TransientException(
        $"The dump started again {restarts} times because tables changed while it ran. The last change: {last.WhatHappened}",
        "run the backup when no migration runs; the retry of this run may already succeed.",
        last
    );
