using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>A conditional write lost: somebody else wrote the key first.</summary>
public sealed class WriteConflictException(string store, string key)
    : TransientException(
        $"{store} did not write '{key}': another writer was first.",
        "nothing was changed; read the object again and decide anew.");
