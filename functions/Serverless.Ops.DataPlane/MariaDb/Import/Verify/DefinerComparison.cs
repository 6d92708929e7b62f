using Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Import.Verify;

/// <summary>
/// Compares the definers that objects lack. The accounts themselves may differ: a target keeps its own account, or gets a locked one.
/// </summary>
internal static class DefinerComparison
{
    /// <summary>The target's accounts, without those that were made only as definers: the set does not carry these as accounts.</summary>
    public static IEnumerable<SchemaObject> WithoutMade(DatabaseManifest manifest, IReadOnlyList<SchemaObject> found)
    {
        HashSet<string> made =
        [
            .. (manifest.Definers ?? []).Where(definer => definer.Use != DefinerUse.Missing).Select(definer => definer.Account),
        ];
        return found.Where(item => item.Kind != "account" || !made.Contains(item.Name));
    }

    /// <returns>A sentence about each definer that only the target lacks. None for an older set, which made no definers.</returns>
    public static IEnumerable<string> Compare(DatabaseManifest manifest, InstanceContents found) =>
        manifest.Definers is null
            ? []
            : Missing(found.Definers)
                .Except(Missing(manifest.Definers), StringComparer.Ordinal)
                .Select(account => $"account {account} is missing, and objects have it as their definer");

    private static IEnumerable<string> Missing(IEnumerable<DefinerEntry> definers) =>
        definers.Where(definer => definer.Use == DefinerUse.Missing).Select(definer => definer.Account);
}
