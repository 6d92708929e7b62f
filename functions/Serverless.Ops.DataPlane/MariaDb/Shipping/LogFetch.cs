using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>
/// Fetches the log into a series of segments, from a place to its end. A crash leaves a file without its last event, and may leave a torn
/// transaction, which the server rolls back at its next start. In the store such a file ends after its last whole transaction.
/// </summary>
/// <param name="firstFormat">
/// Format of the run's first file. When a run begins in the middle of a file, the server does not send the file's creation time.
/// </param>
internal sealed class LogFetch(
    MariaDbEndpoint source,
    MariaDbAccount account,
    uint serverId,
    SourceLog log,
    SegmentCutter series,
    FormatDescription firstFormat
)
{
    private readonly TornFile torn = new(source, account, serverId, log, series);

    /// <summary>Reads to the end of the log.</summary>
    /// <param name="taken">Called after each whole transaction.</param>
    /// <exception cref="BinlogTornException"/>
    public async Task RunAsync(ShipStart start, Action taken, CancellationToken cancellationToken)
    {
        (string file, long position) = (start.File, start.Position);
        while (await ReadAsync(file, position, start.File, taken, cancellationToken))
        {
            (file, position) = (await torn.PassAsync(cancellationToken), BinlogReader.MagicBytes);
        }
    }

    // True at the end of a file that the server did not close. This stream is closed before the next one opens, since two
    // streams with one server id disconnect each other.
    private async Task<bool> ReadAsync(string file, long position, string firstFile, Action taken, CancellationToken cancellationToken)
    {
        await using SourceLogStream dump = await SourceLogStream.StartAsync(source, account, serverId, file, position, cancellationToken);
        while (await dump.ReadAsync(cancellationToken))
        {
            if (dump.File != series.Place.File && series.IsFileUnended)
            {
                return true;
            }

            FormatDescription format = dump.File == firstFile ? firstFormat : dump.Format!;
            if (await series.TakeAsync(dump.File, format, dump.Current, cancellationToken))
            {
                taken();
            }
        }

        return dump.IsTorn;
    }
}
