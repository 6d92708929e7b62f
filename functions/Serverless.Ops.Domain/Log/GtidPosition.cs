namespace Serverless.Ops.Domain.Log;

/// <summary>
/// A place in a lineage, given by the last transaction of each domain before the place. The text has the form of
/// <c>@@gtid_binlog_pos</c> and is ordered by domain, so equal places have equal texts.
/// </summary>
public sealed class GtidPosition
{
    private readonly SortedDictionary<uint, Gtid> last = [];

    /// <summary>Reads <c>0-1-42,1-1-7</c>. An empty text is the place before the first transaction.</summary>
    public static GtidPosition Parse(string text)
    {
        var position = new GtidPosition();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            position.Advance(Gtid.Parse(part));
        }

        return position;
    }

    /// <summary>The domains with a transaction before this place.</summary>
    public IEnumerable<uint> Domains => last.Keys;

    /// <summary>The domain's last transaction before this place, or null.</summary>
    public Gtid? LastOf(uint domain) => last.TryGetValue(domain, out Gtid gtid) ? gtid : null;

    /// <summary>Moves past one transaction.</summary>
    public void Advance(Gtid gtid) => last[gtid.Domain] = gtid;

    /// <summary>True when no domain is further here than in <paramref name="later"/>: that place can follow this one in a log.</summary>
    public bool IsWithin(GtidPosition later) =>
        last.Values.All(gtid =>
            later.last.TryGetValue(gtid.Domain, out Gtid reached) && (reached.Sequence > gtid.Sequence || reached == gtid)
        );

    public override string ToString() => string.Join(',', last.Values);
}
