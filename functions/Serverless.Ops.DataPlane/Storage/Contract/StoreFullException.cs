using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>No room is left. Permanent: a retry would only write the same bytes into the same full disk.</summary>
public sealed class StoreFullException(string store, string key, Exception? cause = null)
    : PermanentException(
        $"{store} has no room left for '{key}'; nothing of it was kept.",
        "free or add space, then run the job again.", cause);
