using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Recovery.Planning;

namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>Names the set to import and the server to import it into.</summary>
public sealed record ImportRequest(string RunId, PlannedSet Set, MariaDbEndpoint Target, MariaDbAccount Account);

/// <summary>How an import runs.</summary>
public sealed record ImportOptions
{
    /// <summary>Number of connections that load at the same time. More connections than processors gain nothing.</summary>
    public int Connections { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 16);

    /// <summary>Tables with at least this many bytes of INSERT text get their secondary indexes after their rows.</summary>
    public long DeferIndexesFromBytes { get; init; } = 4 << 20;
}
