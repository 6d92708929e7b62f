using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Changes that the replay leaves out, as texts for the report: changes to the restore's own schema, or to the target's own accounts.
/// The number and the length of the texts are limited.
/// </summary>
internal sealed class PassedOver
{
    private const int MostTexts = 50;
    private const int MostCharacters = 200;
    private readonly List<string> texts = [];
    private int count;

    public IReadOnlyList<string> Texts => count <= MostTexts ? texts : [.. texts, $"and {count - MostTexts} more"];

    public void Add(Gtid gtid, string what)
    {
        count++;
        if (texts.Count < MostTexts)
        {
            texts.Add($"{gtid}: {Shorten(what)}");
        }
    }

    public static string Shorten(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";
}
