namespace Serverless.Ops.DataPlane.MariaDb.Import.Verify;

/// <summary>Words for the error of a check that found differences. A check also works when the store does not take its report.</summary>
internal static class ReportedDifferences
{
    /// <summary>The first differences. There are more of them when no report has the rest.</summary>
    /// <param name="notStored">Why the report was not stored; null when it was.</param>
    public static string List(IReadOnlyList<string> differences, string? notStored)
    {
        int most = notStored is null ? 5 : 50;
        return string.Join("; ", differences.Take(most)) + (differences.Count > most ? "; …" : "");
    }

    /// <summary>A clause that says where all of them are.</summary>
    public static string WhereAll(string reportKey, string? notStored) =>
        notStored is null ? $"read {reportKey} for the whole list" : notStored.TrimEnd('.');
}
