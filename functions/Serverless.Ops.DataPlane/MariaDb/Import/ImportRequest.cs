using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Import;

/// <summary>Which set goes into which server.</summary>
public sealed record ImportRequest(string RunId, string DatabaseSetId, MariaDbEndpoint Target, MariaDbAccount Account);
