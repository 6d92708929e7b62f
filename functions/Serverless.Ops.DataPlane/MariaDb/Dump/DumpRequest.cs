using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Dump;

/// <summary>One run of the database job. The same run id finds the same set again.</summary>
public sealed record DumpRequest(string Estate, string RunId, MariaDbEndpoint Source, MariaDbAccount Account);
