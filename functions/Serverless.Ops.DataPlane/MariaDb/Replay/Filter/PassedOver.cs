using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>What of the log is not replayed because it is of the restore's own schema or of accounts of the target's own, in words for the report. Long logs do not make it long.</summary>
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
