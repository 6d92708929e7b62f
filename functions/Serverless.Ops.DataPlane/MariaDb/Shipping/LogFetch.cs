using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Log;

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
    SegmentSeries series,
    FormatDescription firstFormat
)
{
    /// <summary>Reads to the end of the log.</summary>
    /// <param name="taken">Called after each whole transaction.</param>
    /// <exception cref="BinlogTornException"/>
    public async Task RunAsync(ShipStart start, Action taken, CancellationToken cancellationToken)
    {
        (string file, long position) = (start.File, start.Position);
        while (await ReadAsync(file, position, start.File, taken, cancellationToken))
        {
            (file, position) = (await PassUnendedFileAsync(cancellationToken), BinlogReader.MagicBytes);
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

    // Returns the file to continue with.
    private async Task<string> PassUnendedFileAsync(CancellationToken cancellationToken)
    {
        (string file, long position, _) = series.Place;
        IReadOnlyList<ServerLog> logs = await log.ListAsync(cancellationToken);
        string next = BinlogFileName.Parse(file).Next.ToString();
        if (logs.All(other => other.File != next))
        {
            throw new BinlogTornException(file, position, "it ends in the middle of an event, and the server still writes the file");
        }

        FormatDescription format = await SourceLogStream.ReadFormatAsync(source, account, serverId, next, cancellationToken);
        if (!format.IsFirstAfterStart)
        {
            throw new BinlogTornException(file, position, $"it ends without its last event, and no server start opened {next}");
        }

        if (series.IsWithinTransaction)
        {
            await TakeAgainAsync(await series.ForgetTransactionAsync(), cancellationToken);
        }

        await series.EndUnendedFileAsync(logs.First(other => other.File == file).Bytes, cancellationToken);
        return next;
    }

    private async Task TakeAgainAsync(long end, CancellationToken cancellationToken)
    {
        (string file, long from, _) = series.Place;
        await using SourceLogStream dump = await SourceLogStream.StartAsync(
            source,
            account,
            serverId,
            file,
            Math.Max(from, BinlogReader.MagicBytes),
            cancellationToken
        );
        while (series.Place.Position < end)
        {
            if (!await dump.ReadAsync(cancellationToken) || dump.File != file)
            {
                throw new BinlogTornException(file, series.Place.Position, $"a moment ago the file went on to {end}");
            }

            await series.TakeAsync(file, dump.Format!, dump.Current, cancellationToken);
        }
    }
}
