using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Replay;

/// <summary>
/// The server found another index entry than a row of the log demands. So it is where an index on a virtual generated column holds what the
/// writing session's time zone made of a TIMESTAMP: row events do not say that zone, and the index has no copy in a dump. Nothing was changed by it.
/// </summary>
public sealed class IndexDoesNotFitRowException(string serverSaid, string zone)
    : PermanentException(
        $"An index of the target does not fit a row of the log, applied under the time zone '{zone}'. {serverSaid}",
        "if the table has an index on a VIRTUAL column that is made of a TIMESTAMP, drop that index on the target (SET sql_log_bin=0; ALTER TABLE … DROP KEY …), replay again, and add it afterwards; if not, the target's server or disk is at fault: restore on a fresh instance.");
