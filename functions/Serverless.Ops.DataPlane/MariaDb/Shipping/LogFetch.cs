using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>
/// Brings the log into a series of segments, from a place to its end. A server that crashed leaves a file without a last event, and maybe
/// with a torn transaction, which it took back when it started again: there the file ends after its last whole transaction.
/// </summary>
/// <param name="firstFormat">Of the file that the run begins with: one that is entered in its middle does not come with its creation time.</param>
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

    // True where a file ends that the server did not close. The dump is over then: two of one server id would throw each other out.
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

    // Says which file to go on with.
    private async Task<string> PassUnendedFileAsync(CancellationToken cancellationToken)
    {
        (string file, long position, _) = series.Place;
        IReadOnlyList<ServerLog> logs = await log.ListAsync(cancellationToken);
        string next = BinlogFileName.Parse(file).Next.ToString();
        if (logs.All(other => other.File != next))
        {
            throw new BinlogTornException(file, position, "it ends there in the middle of an event, and the server writes it still");
        }

        FormatDescription format = await SourceLogStream.ReadFormatAsync(source, account, serverId, next, cancellationToken);
        if (!format.IsFirstAfterStart)
        {
            throw new BinlogTornException(
                file,
                position,
                $"it ends there without its last event, and {next} was not opened by a start of the server"
            );
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
                throw new BinlogTornException(file, series.Place.Position, $"a moment ago there was more, up to {end}");
            }

            await series.TakeAsync(file, dump.Format!, dump.Current, cancellationToken);
        }
    }
}
