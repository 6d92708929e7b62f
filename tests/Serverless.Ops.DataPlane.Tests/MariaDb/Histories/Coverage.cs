using System.Globalization;
using System.Text;
using Serverless.Ops.DataPlane.Tests.MariaDb.Histories.Kinds;

namespace Serverless.Ops.DataPlane.Tests.MariaDb.Histories;

/// <summary>How many statements of each kind the source took. A kind that never succeeds tests nothing.</summary>
internal sealed class Coverage
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (int Tried, int Succeeded, string LastError)> kinds = new(StringComparer.Ordinal);

    public int Tried { get; private set; }

    public int Succeeded { get; private set; }

    public void Count(Act act, string? error)
    {
        lock (gate)
        {
            (int tried, int succeeded, string last) = kinds.GetValueOrDefault(act.Kind, (0, 0, ""));
            int good = error is null ? 1 : 0;
            kinds[act.Kind] = (tried + 1, succeeded + good, error ?? last);
            (Tried, Succeeded) = (Tried + 1, Succeeded + good);
        }
    }

    /// <summary>The kinds of these that were tried often, and never with success.</summary>
    public IReadOnlyList<string> NeverSucceeded(int tries)
    {
        lock (gate)
        {
            return [.. kinds.Where(kind => kind.Value.Tried >= tries && kind.Value.Succeeded == 0).Select(kind => kind.Key)];
        }
    }

    /// <summary>A table of all kinds: family, kind, tried, succeeded, last error.</summary>
    public string Table()
    {
        var text = new StringBuilder();
        lock (gate)
        {
            foreach (Family family in Family.All)
            {
                foreach (Kind kind in family.Kinds)
                {
                    (int tried, int succeeded, string last) = kinds.GetValueOrDefault(kind.Name, (0, 0, ""));
                    string note = kind.LeftOut is null ? last : $"left out: {kind.LeftOut}";
                    text.AppendLine(
                        CultureInfo.InvariantCulture,
                        $"{family.Name, -12} {kind.Name, -32} {tried, 6} {succeeded, 6}  {(note.Length > 90 ? note[..90] : note)}"
                    );
                }
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"{"all", -45} {Tried, 6} {Succeeded, 6}");
        }

        return text.ToString();
    }
}
