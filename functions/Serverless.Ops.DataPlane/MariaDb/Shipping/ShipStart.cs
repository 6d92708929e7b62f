using Serverless.Ops.DataPlane.MariaDb.Server;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Catalogue;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>The place where a run begins, and the segment that it continues.</summary>
/// <param name="File">Binary log file.</param>
/// <param name="Position">Position in the file; 4 for its beginning.</param>
/// <param name="After">The segment that ends at this place or ended the file before. Null for a first ship or behind a gap.</param>
internal sealed record ShipStart(string File, long Position, SegmentEntry? After)
{
    /// <summary>
    /// Continues where the catalogue ends. The first ship of a lineage begins with the file that the oldest database set needs, if the
    /// server still has it. Without a database set it begins with the oldest file, since a set that is being written may need that file.
    /// </summary>
    /// <param name="chain">The lineage's last chain, or null.</param>
    /// <param name="sets">Coordinates of the lineage's database sets.</param>
    /// <param name="logs">The files that the server still has, oldest first.</param>
    /// <exception cref="SourceMovedBackwardsException"/>
    public static ShipStart Decide(LogChain? chain, IEnumerable<BinlogCoordinates> sets, IReadOnlyList<SourceLogFile> logs)
    {
        if (chain is null)
        {
            string? needed = sets.OrderBy(set => BinlogFileName.Parse(set.File))
                .Select(set => set.File)
                .FirstOrDefault(file => logs.Any(log => log.File == file));
            return new ShipStart(needed ?? logs[0].File, 4, null);
        }

        SegmentEntry last = chain.Segments[^1].Entry;
        var lastName = BinlogFileName.Parse(last.File);
        if (last.EndsFile && logs.Any(log => log.File == lastName.Next.ToString()))
        {
            return new ShipStart(lastName.Next.ToString(), 4, last);
        }

        if (logs.FirstOrDefault(log => log.File == last.File) is { } same)
        {
            return same.Bytes >= last.To
                ? new ShipStart(same.File, last.To, last)
                : throw new SourceMovedBackwardsException($"{last.File}:{last.To}", $"{same.File}:{same.Bytes}");
        }

        SourceLogFile? behind = logs.FirstOrDefault(log => BinlogFileName.Parse(log.File).CompareTo(lastName) > 0);
        return behind is null
            ? throw new SourceMovedBackwardsException($"{last.File}:{last.To}", $"{logs[^1].File}:{logs[^1].Bytes}")
            : new ShipStart(behind.File, 4, null);
    }
}

/// <summary>The source has another file under a name that was already shipped.</summary>
public sealed class BinlogFileReusedException(string file, DateTimeOffset shipped, DateTimeOffset found)
    : PermanentException(
        $"The source's {file} was created at {WholeSecond.Text(found)}; the shipped {file} was created at {WholeSecond.Text(shipped)}. "
            + "The source's logs began anew (RESET MASTER, or a fresh server).",
        $"give the source a new lineage, {HostScripts.RenewLineageAsShown}; then take a full backup."
    );
