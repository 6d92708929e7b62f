namespace Serverless.Ops.Domain.Log;

/// <summary>
/// A place in a lineage as GTIDs say it: of each domain the last transaction before it. Its text is what
/// <c>@@gtid_binlog_pos</c> shows, ordered by domain, so that equal places have equal texts.
/// </summary>
public sealed class GtidPosition
{
    private readonly SortedDictionary<uint, Gtid> last = [];

    /// <summary>Reads <c>0-1-42,1-1-7</c>; empty text is the place before the first transaction.</summary>
    public static GtidPosition Parse(string text)
    {
        var position = new GtidPosition();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            position.Advance(Gtid.Parse(part));
        }

        return position;
    }

    /// <summary>The domains that have a transaction before it.</summary>
    public IEnumerable<uint> Domains => last.Keys;

    /// <summary>The last transaction of a domain before it, or null.</summary>
    public Gtid? LastOf(uint domain) => last.TryGetValue(domain, out Gtid gtid) ? gtid : null;

    /// <summary>Moves past one transaction.</summary>
    public void Advance(Gtid gtid) => last[gtid.Domain] = gtid;

    /// <summary>True when no domain of it is further than the other's: the other place can come after it in one log.</summary>
    public bool IsWithin(GtidPosition later) =>
        last.Values.All(gtid =>
            later.last.TryGetValue(gtid.Domain, out Gtid reached) && (reached.Sequence > gtid.Sequence || reached == gtid)
        );

    public override string ToString() => string.Join(',', last.Values);
}
