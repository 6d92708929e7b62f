using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.Drills;

/// <summary>The journal names a table that the restored set does not have, or has in several databases.</summary>
public sealed class JournalTableUnknownException(string table)
    : PermanentException($"The journal names the table '{table}', which is not in exactly one database of the restored set.", "check that journal and set are of the same estate.");
