using System.Globalization;
using System.Text.RegularExpressions;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.Domain.StoreLayout;

/// <summary>
/// The layout of the object store. No other class builds a key. See docs/formats/store-layout.md.
/// Objects under <c>sets/</c> are immutable, and only retention deletes them. All other objects are records of one estate. Their keys
/// have the estate's name, because two estates may choose the same run id. A set needs no such part: its id is unique.
/// </summary>
public sealed partial class StoreKeys
{
    /// <summary>Name of the object that completes a set. It is written last.</summary>
    public const string ManifestName = "manifest.json";

    /// <exception cref="InvalidInputException">The text is not an estate's name.</exception>
    public StoreKeys(string estate) =>
        Estate = IsEstate(estate)
            ? estate
            : throw new InvalidInputException(
                $"'{estate}' is not the name of an estate.",
                "use at most 31 lower-case letters, digits and '-', beginning with a letter."
            );

    /// <summary>A key that no object has. Looking it up shows whether the store answers.</summary>
    public static string Nothing => "nothing";

    /// <summary>The estate whose records have these keys.</summary>
    public string Estate { get; }

    /// <summary>Prefix of the notes about damaged objects of the estate's sets, ending in '/'.</summary>
    public string DamageNotes => $"damage/{Estate}/";

    /// <summary>Prefix of everything about the estate's drills, ending in '/'.</summary>
    public string Drills => $"drills/{Estate}/";

    public static bool IsEstate(string name) => EstatePattern().IsMatch(name);

    /// <summary>Prefix of all sets of a job, ending in '/'.</summary>
    public static string SetsOf(Job job) => $"sets/{job.Name}/";

    /// <summary>Prefix of one set, ending in '/'. The folders are the day in the set's id.</summary>
    /// <exception cref="InvalidInputException">The text cannot be a set id.</exception>
    public static string Set(Job job, string setId) =>
        setId.Length >= 8 && setId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
            ? $"sets/{job.Name}/{setId[..4]}/{setId[4..6]}/{setId[6..8]}/{setId}/"
            : throw new InvalidInputException($"'{setId}' is not a set id.", "use an id such as 20261122T020000Z-1f2e3d4c.");

    public static string Manifest(Job job, string setId) => Set(job, setId) + ManifestName;

    /// <summary>A new set id. It sorts by time, and its last eight hexadecimal digits are random.</summary>
    public static string NewSetId(DateTimeOffset startedAt) =>
        string.Create(CultureInfo.InvariantCulture, $"{startedAt.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{Guid.NewGuid().ToString("n")[..8]}");

    /// <summary>The record of a run. A rerun finds in it the set that the run began.</summary>
    public string Run(Job job, string runId) => $"runs/{Estate}/{job.Name}/{Checked(runId)}.json";

    public string Lease(Job job) => $"leases/{Estate}/{job.Name}.json";

    /// <summary>The note that an object of a set is damaged.</summary>
    /// <param name="objectKey">Full key of the object, which begins with <c>sets/</c>.</param>
    public string DamageNote(string objectKey) => $"{DamageNotes}{objectKey}.json";

    /// <summary>True for the objects that manifests list, and for the manifests.</summary>
    public static bool IsOfSets(string key) => key.StartsWith("sets/", StringComparison.Ordinal);

    public string Plan(string runId) => $"plans/{Estate}/{Checked(runId)}.json";

    /// <summary>Everything about one restore except its plan: reports of import, checks and replay.</summary>
    public string Restore(string runId, string name) => $"restores/{Estate}/{Checked(runId)}/{name}";

    public string Drill(string drillId, string name) => $"{Drills}{Checked(drillId)}/{name}";

    private static string Checked(string id) =>
        id.Length is > 0 and <= 80 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && id[0] != '.'
            ? id
            : throw new InvalidInputException(
                $"'{id}' is not a run id.",
                "use 1 to 80 letters, digits, '-', '_' or '.', not starting with a dot."
            );

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,30}\z")]
    private static partial Regex EstatePattern();
}
