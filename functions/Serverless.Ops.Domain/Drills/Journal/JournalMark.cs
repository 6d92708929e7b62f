using System.Text.RegularExpressions;

namespace Serverless.Ops.Domain.Drills.Journal;

/// <summary>
/// What every id of one run of the clients begins with, such as <c>trf-1a2b3c4d-</c>: a row that bears it was written by that run,
/// so some entry has to explain it. Has no character that LIKE takes for a wildcard.
/// </summary>
public static partial class JournalMark
{
    /// <summary>The mark in an entry's id, or null when the journal's ids have none.</summary>
    public static string? Of(string entryId) => Mark().Match(entryId) is { Success: true } match ? match.Value : null;

    [GeneratedRegex("^trf-[0-9a-f]{8}-(?=[0-9])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Mark();
}
