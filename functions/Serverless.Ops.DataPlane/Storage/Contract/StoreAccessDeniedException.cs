using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>The store understood the request and refuses it: rights, credentials, encryption key, or what is asked for.</summary>
public sealed class StoreAccessDeniedException(string store, string operation, string? key, Exception cause)
    : PermanentException(
        $"{store} refused to {operation}{(key is null ? "" : $" '{key}'")}: {cause.Message}",
        "check the role's policy, the bucket's policy and the key's policy (or the folder's owner and mode).", cause);
