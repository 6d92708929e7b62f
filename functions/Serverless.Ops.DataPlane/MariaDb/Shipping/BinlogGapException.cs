using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>
/// The source purged logs before they were shipped. Shipping went on behind the gap and is complete from there: nothing more is lost
/// by this failure, but it has to be seen.
/// </summary>
public sealed class BinlogGapException(string setId, string shippedTo, string goesOnAt)
    : PermanentException(
        $"The source purged logs before they were shipped: from {shippedTo} to {goesOnAt} nothing is in the store. Set {setId} goes on behind the gap.",
        "take a full backup at once: seconds after the gap can be restored only from a set taken after it; then raise the source's expire_logs_days.");
