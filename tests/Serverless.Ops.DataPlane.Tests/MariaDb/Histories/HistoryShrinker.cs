using System.Text.RegularExpressions;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>
/// Leaves acts out of a history that failed, as long as it fails in the same way. Histories that run in a given order shrink well. A
/// history of concurrent sessions is first tried in its order.
/// </summary>
internal static partial class HistoryShrinker
{
    /// <param name="prove">Proves a smaller history.</param>
    /// <param name="tell">Is told of each smaller history that fails.</param>
    /// <param name="goOn">Says whether there is still time for another try.</param>
    public static async Task<HistoryVerdict> ShrinkAsync(
        HistoryVerdict failed,
        Func<History, Task<HistoryVerdict>> prove,
        Action<HistoryVerdict> tell,
        Func<bool> goOn
    )
    {
        HistoryVerdict best = failed;
        await TryAsync(best.History with { Concurrent = false, Cuts = [] });
        await TryAsync(best.History with { Concurrent = false });
        for (int size = Math.Max(1, best.History.Count / 2); ; size /= 2)
        {
            for (int from = 0; from < best.History.Count && goOn(); )
            {
                if (!await TryAsync(Without(best.History, from, size)))
                {
                    from += size;
                }
            }

            if (size == 1 || !goOn())
            {
                return best;
            }
        }

        async Task<bool> TryAsync(History smaller)
        {
            HistoryVerdict verdict = await prove(smaller);
            if (verdict.IsGood || Likeness(verdict) != Likeness(failed))
            {
                return false;
            }

            best = verdict;
            tell(verdict);
            return true;
        }
    }

    private static History Without(History history, int from, int count) =>
        history with
        {
            Before = [.. history.Before.Where((_, i) => i < from || i >= from + count)],
            After = [.. history.After.Where((_, i) => i + history.Before.Count < from || i + history.Before.Count >= from + count)],
        };

    // The same failure has other numbers, set ids and digests each time.
    private static string Likeness(HistoryVerdict verdict)
    {
        string words = Numbers().Replace(Ids().Replace(verdict.Failure, "#"), "#");
        int list = words.IndexOf("places: ", StringComparison.Ordinal);
        words = list < 0 ? words : words[(list + 8)..].Split(';')[0];
        return $"{verdict.Step} {words[..Math.Min(90, words.Length)]}";
    }

    [GeneratedRegex(@"[0-9]{8}T[0-9]{6}Z-[0-9a-f]+|[0-9a-f]{16,}")]
    private static partial Regex Ids();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
