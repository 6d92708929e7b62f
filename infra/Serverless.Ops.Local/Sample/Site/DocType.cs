namespace Serverless.Ops.Local.Sample.Site;

/// <summary>A DocType that the sample site serves.</summary>
/// <param name="Hidden">Columns that no request may read or write.</param>
/// <param name="TracksChanges">Each update adds a row to <c>tabVersion</c>.</param>
/// <param name="Searched">The column that an insert copies into <c>__global_search</c>, or null.</param>
internal sealed record DocType(string Name, bool Writable, bool TracksChanges = false, string? Searched = null, params string[] Hidden)
{
    public string Table => "tab" + Name;

    /// <summary>All DocTypes of the site. A request for another one gets 404.</summary>
    public static IReadOnlyDictionary<string, DocType> All { get; } =
        new DocType[]
        {
            new("Member", Writable: true, TracksChanges: true),
            new("Status Suggestion", Writable: true, TracksChanges: true),
            new("Payment Entry", Writable: true),
            new("Payment Entry Reference", Writable: false),
            new("Media Request", Writable: true, Searched: "title"),
            new("File", Writable: false),
            new("Version", Writable: false),
            new("Error Log", Writable: true),
            new("User", Writable: false, Hidden: ["api_key"]),
        }.ToDictionary(docType => docType.Name, StringComparer.Ordinal);
}
