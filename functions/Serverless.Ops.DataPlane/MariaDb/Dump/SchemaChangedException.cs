using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>DDL changed a table after the snapshot and before its rows were read, or GRANT and its like came in between. The dump starts again by itself.</summary>
public sealed class SchemaChangedException(string table, Exception? cause = null)
    : TransientException(
        $"{table} was made, altered, dropped or truncated while the dump ran.",
        "nothing: the dump starts again with a new snapshot.",
        cause
    );

/// <summary>DDL made the dump start again more often than is allowed.</summary>
public sealed class SchemaChangedTooOftenException(int restarts, SchemaChangedException last)
    : TransientException(
        $"The dump was started again {restarts} times because tables changed under it; at last: {last.WhatHappened}",
        "run the backup when no migration runs; the retry of this run is a good chance.",
        last
    );
