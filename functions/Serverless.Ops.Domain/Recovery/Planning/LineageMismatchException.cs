using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Recovery.Planning;

/// <summary>The logs in the store were written by another server, or by another life of this one.</summary>
public sealed class LineageMismatchException(string setId, Lineage ofSet, IReadOnlyCollection<Lineage> ofLogs)
    : PermanentException(
        $"The database set {setId} is of lineage {ofSet}, and the shipped logs are of {string.Join(" and ", ofLogs)}: they do not fit together.",
        "restore the set alone with 'latest', or take a new database set: from then on set and logs are of one lineage.");
