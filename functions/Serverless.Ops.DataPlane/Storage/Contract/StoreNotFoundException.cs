using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Storage.Contract;

/// <summary>The store itself is not there: no such bucket.</summary>
public sealed class StoreNotFoundException(string store, Exception? cause = null)
    : PermanentException($"{store} does not exist.", "correct OPS_STORE, or create the bucket with versioning switched on.", cause);
