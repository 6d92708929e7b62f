using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.DataPlane.ObjectStores;

/// <summary>The store knows us and refuses, or does not know our credentials.</summary>
public sealed class StoreAccessDeniedException(string store, string operation, string? key, Exception? cause = null)
    : PermanentException(
        $"{store} refused to {operation}{(key is null ? "" : $" '{key}'")}.",
        "check the role's policy, the bucket's policy and the key's policy (or the folder's owner and mode).", cause);
