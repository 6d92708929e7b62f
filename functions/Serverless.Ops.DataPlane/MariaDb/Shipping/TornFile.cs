using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>
/// Decides what becomes of a file that the server did not close. After a crash, the next file begins with a server start: then the file
/// ends in the store after its last whole transaction. Without a crash, the file is damaged.
/// </summary>
internal sealed class TornFile(MariaDbEndpoint source, MariaDbAccount account, uint serverId, SourceLog log, SegmentCutter series)
{
    /// <summary>Ends the file in the series, without the transaction that the crash cut.</summary>
    /// <returns>The file to continue with.</returns>
    /// <exception cref="BinlogTornException">No crash explains the end: the file is damaged.</exception>
    public async Task<string> PassAsync(CancellationToken cancellationToken)
    {
        (string file, long position, _) = series.Place;
        IReadOnlyList<SourceLogFile> logs = await log.ListAsync(cancellationToken);
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

/// <summary>A file of the source's log is incomplete without a crash as the reason: committed transactions are missing.</summary>
public sealed class BinlogTornException(string file, long position, string why)
    : PermanentException($"The source's {file} is damaged at byte {position}: {why}.", SourceLogRepair.StepsFor(file));
