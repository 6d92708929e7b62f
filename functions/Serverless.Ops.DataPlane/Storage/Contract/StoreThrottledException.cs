using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>The store asked us to slow down more often than the options allow.</summary>
public sealed class StoreThrottledException(string store, string operation, string? key, int attempts, Exception? cause = null)
    : TransientException(
        $"{store} throttled us {attempts} times in a row when asked to {operation}{(key is null ? "" : $" '{key}'")}.",
        "the job is tried again later; if this is frequent, let fewer jobs run at the same time: S3 raises a prefix's rate by itself under lasting load.", cause);
