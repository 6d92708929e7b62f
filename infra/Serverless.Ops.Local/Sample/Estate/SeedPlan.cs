namespace Serverless.Ops.Local.Sample.Estate;

/// <summary>The number of rows of each table, for an estate of a given size. Pure.</summary>
internal sealed record SeedPlan(
    int Members,
    int Suggestions,
    int Payments,
    int Media,
    int Files,
    int Versions,
    int JobLogs,
    int Errors,
    int SearchRows,
    int Sessions
)
{
    /// <summary>A payment has one or two child rows in turn, so two payments have three.</summary>
    public int References => Payments + (Payments / 2);

    public IReadOnlyDictionary<string, int> RowsByTable =>
        new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["tabMember"] = Members + 1,
            ["tabStatus Suggestion"] = Suggestions + 1,
            ["tabPayment Entry"] = Payments,
            ["tabPayment Entry Reference"] = References,
            ["tabMedia Request"] = Media,
            ["tabFile"] = Files,
            ["tabVersion"] = Versions,
            ["tabScheduled Job Log"] = JobLogs,
            ["tabError Log"] = Errors,
            ["__global_search"] = SearchRows + 1,
            ["tabSessions"] = Sessions,
        };

    /// <summary>A plan with about <paramref name="rows"/> rows in all tables together.</summary>
    public static SeedPlan For(int rows)
    {
        int size = Math.Max(rows, 1_000);
        return new SeedPlan(
            Members: size * 18 / 100,
            Suggestions: size * 18 / 100,
            Payments: size * 12 / 100,
            Media: size * 8 / 100,
            Files: size * 5 / 100,
            Versions: size * 10 / 100,
            JobLogs: size * 4 / 100,
            Errors: size / 100,
            SearchRows: size * 8 / 100,
            Sessions: size / 200
        );
    }
}
