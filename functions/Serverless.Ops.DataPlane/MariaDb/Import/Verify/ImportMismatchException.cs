using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Verify;

/// <summary>The target is not what the manifest says.</summary>
public sealed class ImportMismatchException(string reportKey, IReadOnlyList<string> differences)
    : PermanentException(
        $"After the import {differences.Count} things differ from the manifest: {string.Join("; ", differences.Take(5))}{(differences.Count > 5 ? "; …" : "")}.",
        $"do not use this target; the whole list is in {reportKey}; restore from another set.");
