using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>Which set goes into which server.</summary>
public sealed record ImportRequest(string RunId, string DatabaseSetId, MariaDbEndpoint Target, MariaDbAccount Account);

/// <summary>How an import runs.</summary>
public sealed record ImportOptions
{
    /// <summary>Connections that load side by side. The server's work is the wall: more than processors gains nothing.</summary>
    public int Connections { get; init; } = Math.Clamp(Environment.ProcessorCount, 2, 16);

    /// <summary>Tables with at least this much text get their secondary indexes after their rows.</summary>
    public long DeferIndexesFromBytes { get; init; } = 4 << 20;
}
