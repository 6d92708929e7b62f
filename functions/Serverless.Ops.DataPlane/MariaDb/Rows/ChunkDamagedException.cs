using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>A chunk in the store is not what its set's manifest says.</summary>
public sealed class ChunkDamagedException(string key, string how, Exception? cause = null)
    : PermanentException($"The stored chunk '{key}' is damaged: {how}.", "restore from another set; keep this one to see what happened to it.", cause);
