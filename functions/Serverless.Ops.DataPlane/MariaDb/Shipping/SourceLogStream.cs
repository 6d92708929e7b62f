using System.Buffers.Binary;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Shipping;

/// <summary>
/// The log as the server sends it: event by event, file after file, to its end. The command is COM_BINLOG_DUMP without blocking and with
/// Annotate events; without them positions would not match the file. https://mariadb.com/kb/en/com_binlog_dump/
/// </summary>
internal sealed class SourceLogStream : IAsyncDisposable
{
    private const ushort NonBlocking = 0x01;
    private const ushort SendAnnotateRows = 0x02;

    // ER_SLAVE_SAME_ID: a later client with the same server id replaced this one.
    private const int SameServerId = 4052;

    // ER_MASTER_FATAL_ERROR_READING_BINLOG: one number for all problems with a file. Only the text tells them apart.
    private const int FatalErrorReadingLog = 1236;

    // The texts for a file that ends within an event, or in zeros. After a power failure a file system may keep the new length of a file,
    // but not the bytes that were written.
    private static readonly string[] TornTexts = ["binlog truncated", "bogus data in log event"];

    // The texts for other damage that the server notices itself (sql/log_event.cc, Log_event::read_log_event, and sql/sql_repl.cc).
    private static readonly string[] DamageTexts =
    [
        "checksum",
        "I/O error reading log event",
        "log event entry exceeded max_allowed_packet",
        "memory allocation failed reading log event",
        "decrypt",
    ];
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

    /// <summary>The file of <see cref="Current"/>.</summary>
    public string File { get; private set; }

    /// <summary>Position in the file after <see cref="Current"/>.</summary>
    public long Position { get; private set; }

    /// <summary>The file's format, once received. Its creation time is valid only if the file was read from its beginning.</summary>
    public FormatDescription? Format { get; private set; }

    /// <summary>True when the stream ended because <see cref="File"/> is torn within the event at <see cref="Position"/>.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>The event that was read last; valid until the next read.</summary>
    public BinlogEvent Current { get; private set; }

    /// <summary>Asks for the log from a place to its end.</summary>
    /// <param name="position">4 for the file's beginning; otherwise the first byte of an event.</param>
    public static Task<SourceLogStream> StartAsync(
        MariaDbEndpoint endpoint,
        MariaDbAccount account,
        uint serverId,
        string file,
        long position,
        CancellationToken cancellationToken
    ) => StartAsync(endpoint, account, serverId, file, position, uint.MaxValue, cancellationToken);

    /// <summary>Does the same with a limit on positions in the command; tests use a low one.</summary>
    /// <param name="furthest">
    /// The largest position that the command can name. For a later position the stream begins at the file's start and skips events.
    /// </param>
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
            // Capability 4 means "knows MariaDB's events". With a lower one the server changes events before it sends them.
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

    /// <summary>Reads the format of one file, with its creation time.</summary>
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
            : throw new DumpEndedException($"{file}:4", serverId, "the server sent no event");
    }

    /// <summary>Reads the next event of a file; false at the end of the log, or when the file <see cref="IsTorn"/>.</summary>
    /// <exception cref="DumpEndedException">The server ended the stream before the end of the log.</exception>
    /// <exception cref="SourceLogDamagedException"/>
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
            throw new SourceLogDamagedException(File, Position, "an event of the stream does not have the length in its header");
        }

        if (buffer.Length < raw.Length || buffer.Length > 4 * Math.Max(raw.Length, 256 * 1024))
        {
            buffer = new byte[Math.Max(raw.Length, 256 * 1024)];
        }

        raw.CopyTo(buffer);
        return Take(new BinlogEvent(buffer.AsMemory(0, raw.Length), Position, HasChecksum: true));
    }

    // The server makes some events for its client, at the start of each file. They are in no file.
    private Taken Take(BinlogEvent read)
    {
        bool madeUp = read.NextPosition == 0 || read.Flags.HasFlag(EventFlags.Artificial);
        if (read.Type == EventType.Heartbeat)
        {
            return Taken.Frame;
        }

        if (!EventChecksum.Matches(read.Raw.Span))
        {
            throw new SourceLogDamagedException(File, Position, $"the checksum of a {read.Type} event does not match");
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
            throw new SourceLogDamagedException(
                File,
                Position,
                $"a {read.Type} event claims to end at {read.NextPosition}, but ends at {read.End}"
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
                $"its {read.Type} event ends at {read.End}, but reading was to continue at {from}"
            );
    }

    private Exception Refusal(Exception error) =>
        error switch
        {
            ServerErrorException { Number: FatalErrorReadingLog }
                when DamageTexts.Any(text => error.Message.Contains(text, StringComparison.OrdinalIgnoreCase)) =>
                new SourceLogDamagedException(File, Position, $"the server cannot read it ({error.Message.TrimEnd('.')})", error),
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

/// <summary>
/// The source wrote this file while <c>binlog_checksum</c> was NONE. A damaged event in the file would go unnoticed.
/// </summary>
public sealed class BinlogWithoutChecksumsException(string file)
    : PermanentException(
        $"The source's {file} was written without checksums (binlog_checksum=NONE at that time). "
            + "The file is not shipped, because damage in it would go unnoticed.",
        SourceLogRepair.StepsFor(file)
    );

/// <summary>The server ended the stream before the end of the log.</summary>
public sealed class DumpEndedException(string place, uint serverId, string reason, Exception? cause = null)
    : TransientException(
        $"The source ended the log's stream at {place}: {reason}.",
        $"ship again; if the error repeats, another replication client uses the server id {serverId} and the two disconnect each other: "
            + "set OPS_SHIPPER_SERVER_ID to an id that nobody else has.",
        cause
    );

/// <summary>
/// The source disconnected the shipper because another client came with the same server id. Transient, since that client may have been
/// an operator's tool that has ended. If both keep running, they disconnect each other for ever.
/// </summary>
public sealed class ShipperThrownOutException(string place, uint serverId, Exception cause)
    : TransientException(
        $"The source ended the log's stream at {place}: "
            + $"another client of the replication protocol connected with the shipper's server id {serverId}.",
        $"ship again; if the error repeats, a replica or another shipper has the id {serverId}: "
            + "set OPS_SHIPPER_SERVER_ID to an id that nobody else has.",
        cause
    );
