using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>DDL made the dump start again more often than is allowed.</summary>
public sealed class SchemaChangedTooOftenException(int restarts, SchemaChangedException last)
    : TransientException(
        $"The dump was started again {restarts} times because tables changed under it; at last: {last.WhatHappened}",
        "run the backup when no migration runs; the retry of this run is a good chance.",
        last);
