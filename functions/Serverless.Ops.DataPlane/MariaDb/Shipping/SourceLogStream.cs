using System.Buffers.Binary;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>
/// The log as the server sends it: event by event, file after file, to its end. COM_BINLOG_DUMP without blocking and with Annotate events
/// (without those, positions stop matching the file). https://mariadb.com/kb/en/com_binlog_dump/
/// </summary>
internal sealed class SourceLogStream : IAsyncDisposable
{
    private const ushort NonBlocking = 0x01;
    private const ushort SendAnnotateRows = 0x02;

    // ER_SLAVE_SAME_ID: a later client of the same server id has this one's place.
    private const int SameServerId = 4052;

    // ER_MASTER_FATAL_ERROR_READING_BINLOG: all that can be wrong with a file, told apart by its text alone.
    private const int FatalErrorReadingLog = 1236;

    // A file that ends within an event, or in zeros: a file system may keep a file's new length over a power failure, and not what was written.
    private static readonly string[] TornTexts = ["binlog truncated", "bogus data in log event"];
    private readonly MariaDbConnection connection;
    private readonly uint serverId;
    private readonly string firstFile;
    private readonly long from;
    private byte[] buffer = new byte[256 * 1024];

    private SourceLogStream(MariaDbConnection connection, uint serverId, string file, long from, long position)
    {
        (this.connection, this.serverId, this.from) = (connection, serverId, from);
        (firstFile, File, Position) = (file, file, position);
    }

    /// <summary>The file that <see cref="Current"/> stands in.</summary>
    public string File { get; private set; }

    /// <summary>Position in the file after <see cref="Current"/>.</summary>
    public long Position { get; private set; }

    /// <summary>The file's format, once the server has sent it; its creation time only when the file was read from its beginning.</summary>
    public FormatDescription? Format { get; private set; }

    /// <summary>True when the stream ended because <see cref="File"/> ends in the middle of the event at <see cref="Position"/>.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>The event that was read last; valid until the next is read.</summary>
    public BinlogEvent Current { get; private set; }

    /// <summary>Asks for the log from a place on.</summary>
    /// <param name="position">4 for the file's beginning; otherwise where an event begins.</param>
    public static Task<SourceLogStream> StartAsync(
        MariaDbEndpoint endpoint,
        MariaDbAccount account,
        uint serverId,
        string file,
        long position,
        CancellationToken cancellationToken
    ) => StartAsync(endpoint, account, serverId, file, position, uint.MaxValue, cancellationToken);

    /// <summary>The same for a protocol that can name only so far a place.</summary>
    /// <param name="furthest">The furthest place that the command can name. What is behind it is read from the file's beginning, and
    /// passed over.</param>
    public static async Task<SourceLogStream> StartAsync(
        MariaDbEndpoint endpoint,
        MariaDbAccount account,
        uint serverId,
        string file,
        long position,
        uint furthest,
        CancellationToken cancellationToken
    )
    {
        uint asked = position <= furthest ? (uint)position : BinlogReader.MagicBytes;
        MariaDbConnection connection = await MariaDbConnection.OpenAsync(endpoint, account, cancellationToken);
        var dump = new SourceLogStream(connection, serverId, file, position, asked);
        try
        {
            connection.Activity = $"asking for the log from {file}:{position}";
            // Capability 4 is "knows MariaDB's events": anything less has them sent changed.
            await connection.ExecuteAsync("SET @master_binlog_checksum = 'CRC32', @mariadb_slave_capability = 4", cancellationToken);
            byte[] body = new byte[10 + Encoding.UTF8.GetByteCount(file)];
            BinaryPrimitives.WriteUInt32LittleEndian(body, asked);
            BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(4), NonBlocking | SendAnnotateRows);
            BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(6), serverId);
            Encoding.UTF8.GetBytes(file, body.AsSpan(10));
            await connection.SendCommandAsync(Command.SourceLogStream, body, cancellationToken);
            return dump;
        }
        catch
        {
            await dump.DisposeAsync();
            throw;
        }
    }

    /// <summary>The format of one file, creation time included.</summary>
    public static async Task<FormatDescription> ReadFormatAsync(
        MariaDbEndpoint endpoint,
        MariaDbAccount account,
        uint serverId,
        string file,
        CancellationToken cancellationToken
    )
    {
        await using SourceLogStream dump = await StartAsync(endpoint, account, serverId, file, BinlogReader.MagicBytes, cancellationToken);
        return await dump.ReadAsync(cancellationToken) && dump.Format is not null
            ? dump.Format
            : throw new DumpEndedException($"{file}:4", serverId, "it sent no event at all");
    }

    /// <summary>Reads the next event that stands in a file; false at the end of the log, or where it <see cref="IsTorn"/>.</summary>
    /// <exception cref="DumpEndedException">The server ended the stream before.</exception>
    /// <exception cref="BinlogCorruptException"/>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await connection.FillAsync(cancellationToken);
            }
            catch (ServerGoneException gone)
            {
                throw new DumpEndedException($"{File}:{Position}", serverId, gone.WhatHappened.TrimEnd('.'), gone);
            }

            switch (Take())
            {
                case Taken.Event:
                    return true;
                case Taken.End:
                    return false;
                case Taken.Frame:
                    break;
            }
        }
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private Taken Take()
    {
        connection.TryReadPacket(out ReadOnlySpan<byte> packet);
        if (packet.IsEmpty)
        {
            throw new MalformedPacketException("The server sent an empty packet in the log's stream.");
        }

        if (packet[0] == ServerAnswer.Error)
        {
            Exception error = connection.ReadError(packet);
            IsTorn =
                error is ServerErrorException { Number: FatalErrorReadingLog }
                && TornTexts.Any(text => error.Message.Contains(text, StringComparison.Ordinal));
            return IsTorn ? Taken.End : throw Refusal(error);
        }

        if (ServerAnswer.IsEof(packet))
        {
            return Taken.End;
        }

        ReadOnlySpan<byte> raw = packet[1..];
        if (raw.Length < BinlogEvent.HeaderBytes || BinaryPrimitives.ReadInt32LittleEndian(raw[BinlogEvent.LengthOffset..]) != raw.Length)
        {
            throw new BinlogCorruptException(File, Position, "an event of the stream is not as long as it says");
        }

        if (buffer.Length < raw.Length || buffer.Length > 4 * Math.Max(raw.Length, 256 * 1024))
        {
            buffer = new byte[Math.Max(raw.Length, 256 * 1024)];
        }

        raw.CopyTo(buffer);
        return Take(new BinlogEvent(buffer.AsMemory(0, raw.Length), Position, HasChecksum: true));
    }

    // What the server makes up for us frames the files and is in none of them.
    private Taken Take(BinlogEvent read)
    {
        bool madeUp = read.NextPosition == 0 || read.Flags.HasFlag(EventFlags.Artificial);
        if (read.Type == EventType.Heartbeat)
        {
            return Taken.Frame;
        }

        if (!EventChecksum.Matches(read.Raw.Span))
        {
            throw new BinlogCorruptException(File, Position, $"the checksum of a {read.Type} event does not match");
        }

        if (read.Type == EventType.FormatDescription)
        {
            Format = FormatDescription.Read(read.Raw, File, Position);
            if (madeUp)
            {
                return Taken.Frame;
            }
        }

        if (madeUp)
        {
            if (read.Type == EventType.Rotate)
            {
                var rotate = RotateEvent.Read(read, File);
                (File, Position) = (rotate.File, rotate.Position);
            }

            return Taken.Frame;
        }

        if (Format is { HasChecksums: false })
        {
            throw new BinlogWithoutChecksumsException(File);
        }

        if (read.NextPosition != (uint)read.End)
        {
            throw new BinlogCorruptException(
                File,
                Position,
                $"a {read.Type} event says that it ends at {read.NextPosition}, not at {read.End}"
            );
        }

        Current = read;
        Position = read.End;
        if (File != firstFile || read.Position >= from)
        {
            return Taken.Event;
        }

        return read.End <= from
            ? Taken.Frame
            : throw new BinlogCorruptException(
                File,
                read.Position,
                $"its {read.Type} event ends at {read.End}; it was to be read on from {from}"
            );
    }

    private Exception Refusal(Exception error) =>
        error switch
        {
            ServerErrorException { Number: SameServerId } => new ShipperThrownOutException($"{File}:{Position}", serverId, error),
            ServerErrorException => error,
            _ => new DumpEndedException($"{File}:{Position}", serverId, error.Message.TrimEnd('.'), error),
        };

    private enum Taken
    {
        Event,
        Frame,
        End,
    }
}

/// <summary>A file of the source's from a time when <c>binlog_checksum</c> was NONE: a damaged event in it could not be told from a good one.</summary>
public sealed class BinlogWithoutChecksumsException(string file)
    : PermanentException(
        $"The source's {file} was written without checksums (binlog_checksum=NONE at that time), and is not shipped: damage in it would go unseen.",
        $"take a full backup at once, which makes all seconds after it restorable; then PURGE BINARY LOGS on the source TO the file after {file}, and ship again: "
            + "that run fails with the gap, and those after it go on."
    );

/// <summary>The server ended the log's stream before its end.</summary>
public sealed class DumpEndedException(string place, uint serverId, string reason, Exception? cause = null)
    : TransientException(
        $"The source ended the log's stream at {place}: {reason}.",
        $"ship again; if it repeats, another client of the replication protocol uses the server id {serverId}, and the two throw each other out: set OPS_SHIPPER_SERVER_ID to one that nobody else has.",
        cause
    );

/// <summary>
/// The source gave the shipper's place to another client with the same server id. Transient, since the other may have been an operator's
/// tool that is gone by now; two that stay throw each other out for ever.
/// </summary>
public sealed class ShipperThrownOutException(string place, uint serverId, Exception cause)
    : TransientException(
        $"The source ended the log's stream at {place}: another client of the replication protocol connected with the shipper's server id {serverId}.",
        $"ship again; if it repeats, a replica or another shipper has the id {serverId}: set OPS_SHIPPER_SERVER_ID to one that nobody else has.",
        cause
    );
