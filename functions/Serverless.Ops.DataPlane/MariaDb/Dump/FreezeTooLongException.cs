using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>Writers of the non-transactional tables had waited as long as is allowed; they go on, and the dump was given up.</summary>
public sealed class FreezeTooLongException(TimeSpan limit, IReadOnlyList<string> tables)
    : TransientException(
        $"The rows of {tables.Count} non-transactional tables ({string.Join(", ", tables.Take(5))}) were not out after {limit}, and their writers wait so long.",
        "run the backup when the host is less busy; when it happens again, convert these tables to InnoDB, whose rows are read without holding writers up.");
