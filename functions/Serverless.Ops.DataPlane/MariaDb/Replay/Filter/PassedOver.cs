using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Changes that the replay leaves out, as texts for the report: changes to what no set carries, or to accounts that a restore leaves alone.
/// Equal changes are one text. The number and the length of the texts are limited.
/// </summary>
internal sealed class PassedOver
{
    private const int MostTexts = 50;
    private const int MostCharacters = 200;
    private readonly List<(Gtid First, string What)> listed = [];
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);
    private int unlisted;

    public IReadOnlyList<string> Texts =>
        [
            .. listed.Select(one => $"{one.First}: {one.What}{(counts[one.What] > 1 ? $" (and {counts[one.What] - 1} more)" : "")}"),
            .. unlisted > 0 ? [$"and {unlisted} more"] : (string[])[],
        ];

    public void Add(Gtid gtid, string what)
    {
        string shown = Shorten(what);
        if (counts.TryGetValue(shown, out int count))
        {
            counts[shown] = count + 1;
        }
        else if (listed.Count < MostTexts)
        {
            counts.Add(shown, 1);
            listed.Add((gtid, shown));
        }
        else
        {
            unlisted++;
        }
    }

    public static string Shorten(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";
}
