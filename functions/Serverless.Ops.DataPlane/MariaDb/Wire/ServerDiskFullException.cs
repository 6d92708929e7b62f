using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Wire;

/// <summary>The server has no room left for its files. Permanent: a retry would only fill the same disk again.</summary>
public sealed class ServerDiskFullException(MariaDbEndpoint endpoint, string what, Exception? cause = null)
    : PermanentException(
        $"The disk of the database at {endpoint} is full: {what}.",
        "give its data directory and its tmpdir more room (or, for a table of ENGINE=MEMORY, raise max_heap_table_size), restart it, since Aria writes no more after its log found no room, and run the same step again: an import begins anew, a replay goes on from its cursor, and says so if it cannot.",
        cause);
