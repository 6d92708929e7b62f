using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Reconciliation;

/// <summary>The target has more or fewer rows than set and log say.</summary>
public sealed class RowsDifferException(string reportKey, IReadOnlyList<string> differences)
    : PermanentException(
        $"After the replay {differences.Count} tables do not have the rows that set and log say: {string.Join("; ", differences.Take(5))}{(differences.Count > 5 ? "; …" : "")}.",
        $"do not open this target for use; read {reportKey} for all of them, and restore anew on a fresh instance. If it comes again, keep both instances and report it.");
