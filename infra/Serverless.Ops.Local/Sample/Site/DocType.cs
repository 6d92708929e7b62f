namespace Serverless.Ops.Local.Sample.Site;

/// <summary>A DocType that the site serves.</summary>
/// <param name="Hidden">Columns that no request may read or write.</param>
/// <param name="TracksChanges">Updates leave a row in <c>tabVersion</c>.</param>
/// <param name="Searched">The column that goes into <c>__global_search</c>, or null.</param>
internal sealed record DocType(string Name, bool Writable, bool TracksChanges = false, string? Searched = null, params string[] Hidden)
{
    public string Table => "tab" + Name;

    /// <summary>These and no others; anything else is not found.</summary>
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
