using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Load;

/// <summary>LOAD DATA changed or skipped something; it only warns of what INSERT refuses, so that each warning is fatal here.</summary>
public sealed class ImportWarningException(string table, string what)
    : PermanentException(
        $"Rows of {table} did not go in as they are stored: {what}.",
        "compare the target's settings with the set's manifest; the set can also be restored by hand, see its README.txt.");
