using Serverless.Ops.Domain.Errors;

namespace Serverless.Ops.DataPlane.Drill;

/// <summary>The journal names a table that the restored set does not have, or has in several databases.</summary>
public sealed class JournalTableUnknownException(string table)
    : PermanentException($"The journal names the table '{table}', which is not in exactly one database of the restored set.", "check that journal and set are of the same estate.");
