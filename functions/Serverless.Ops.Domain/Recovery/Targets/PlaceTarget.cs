using System.Globalization;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.Domain.Recovery.Targets;

/// <summary>A target that names a place in the log itself, not a second. See docs/adr/0007-boundary-and-second-index.md.</summary>
public abstract record PlaceTarget
{
    private const string BeforePrefix = "before:";

    /// <summary>
    /// Reads <c>mysql-bin.000042:1234</c>, <c>0-1-4711</c> or <c>before:0-1-4711</c>; returns null for any other text. A day such as
    /// 2026-11-22 looks like a GTID but is none. A person who forgot the time of day must get an error, not another restore.
    /// </summary>
    public static PlaceTarget? Find(string text)
    {
        if (text.StartsWith(BeforePrefix, StringComparison.Ordinal))
        {
            return ReadGtid(text[BeforePrefix.Length..]) is { } before ? new GtidTarget(before, IsBefore: true) : null;
        }

        int colon = text.LastIndexOf(':');
        if (
            colon > 0
            && BinlogFileName.TryParse(text[..colon], out _)
            && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long position)
            && position >= PositionTarget.First
        )
        {
            return new PositionTarget(text[..colon], position);
        }

        return ReadGtid(text) is { } gtid ? new GtidTarget(gtid, IsBefore: false) : null;

        static Gtid? ReadGtid(string text) =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null
            : Gtid.TryParse(text, out Gtid gtid) ? gtid
            : null;
    }
}

/// <summary>The log's prefix up to one transaction.</summary>
/// <param name="IsBefore">False: that transaction is the last one. True: the transaction before it in the log is the last one.</param>
public sealed record GtidTarget(Gtid Gtid, bool IsBefore) : PlaceTarget
{
    /// <summary>
    /// True when a log that was replayed to this position may end at the target. Numbers do not order transactions: a session may set one
    /// back.
    /// </summary>
    public bool IsMetBy(GtidPosition reached) => (reached.LastOf(Gtid.Domain) == Gtid) != IsBefore;

    public override string ToString() => IsBefore ? $"before:{Gtid}" : Gtid.ToString();
}

/// <summary>The log's prefix up to this position. The position must lie between two transactions.</summary>
/// <param name="File">Binary log file name.</param>
/// <param name="Position">Offset of the first byte that is left out.</param>
public sealed record PositionTarget(string File, long Position) : PlaceTarget
{
    /// <summary>Offset of a file's first event, after the magic number.</summary>
    public const long First = 4;

    public override string ToString() => $"{File}:{Position}";
}
