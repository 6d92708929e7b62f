using System.Globalization;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.StoreLayout;

/// <summary>
/// The layout of the object store. No other class builds a key. See docs/formats/store-layout.md.
/// Objects under <c>sets/</c> are immutable, and only retention deletes them. All other objects are records.
/// </summary>
public static class StoreKeys
{
    /// <summary>Name of the object that completes a set. It is written last.</summary>
    public const string ManifestName = "manifest.json";

    /// <summary>Prefix of all sets of a job, ending in '/'.</summary>
    public static string SetsOf(Job job) => $"sets/{job.Name}/";

    /// <summary>Prefix of one set, ending in '/'. The folders are the day in the set's id.</summary>
    public static string Set(Job job, string setId) => $"sets/{job.Name}/{setId[..4]}/{setId[4..6]}/{setId[6..8]}/{setId}/";

    public static string Manifest(Job job, string setId) => Set(job, setId) + ManifestName;

    /// <summary>The record of a run. A rerun finds in it the set that the run began.</summary>
    public static string Run(Job job, string runId) => $"runs/{job.Name}/{Checked(runId)}.json";

    public static string Lease(Job job) => $"leases/{job.Name}.json";

    public static string Plan(string runId) => $"plans/{Checked(runId)}.json";

    /// <summary>Everything about one restore except its plan: reports of import, checks and replay.</summary>
    public static string Restore(string runId, string name) => $"restores/{Checked(runId)}/{name}";

    public static string Drill(string drillId, string name) => $"drills/{Checked(drillId)}/{name}";

    /// <summary>A new set id. It sorts by time, and its last eight hexadecimal digits are random.</summary>
    public static string NewSetId(DateTimeOffset startedAt) =>
        string.Create(CultureInfo.InvariantCulture, $"{startedAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{Guid.NewGuid().ToString("n")[..8]}");

    private static string Checked(string id) =>
        id.Length is > 0 and <= 80 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && id[0] != '.'
            ? id
            : throw new InvalidInputException(
                $"'{id}' is not a run id.",
                "use 1 to 80 letters, digits, '-', '_' or '.', not starting with a dot."
            );
}
