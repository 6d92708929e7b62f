using System.Buffers.Binary;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>
/// One event as in the file: a header of 19 bytes, the body, and a checksum if the file has checksums. This is a view into the reader's
/// buffer, valid until the next read. https://mariadb.com/kb/en/2-binlog-event-header/
/// </summary>
/// <param name="Raw">All bytes of the event.</param>
/// <param name="Position">Position in the file of the first byte.</param>
/// <param name="HasChecksum">True when the last four bytes are a CRC32.</param>
internal readonly record struct BinlogEvent(ReadOnlyMemory<byte> Raw, long Position, bool HasChecksum)
{
    public const int HeaderBytes = 19;
    public const int ChecksumBytes = 4;

    /// <summary>Offset of the length in the header.</summary>
    public const int LengthOffset = 9;

    /// <summary>Offset of the flags in the header.</summary>
    public const int FlagsOffset = 17;

    public EventType Type => (EventType)Raw.Span[4];

    /// <summary>The header's time stamp in seconds since 1970, UTC. 0 on events that the server makes for a client.</summary>
    public uint Timestamp => BinaryPrimitives.ReadUInt32LittleEndian(Raw.Span);

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(Timestamp);

    public uint ServerId => BinaryPrimitives.ReadUInt32LittleEndian(Raw.Span[5..]);

    /// <summary>Position after the event, modulo 2^32, as the server wrote it. 0 on events that are in no file.</summary>
    public uint NextPosition => BinaryPrimitives.ReadUInt32LittleEndian(Raw.Span[13..]);

    public EventFlags Flags => (EventFlags)BinaryPrimitives.ReadUInt16LittleEndian(Raw.Span[FlagsOffset..]);

    /// <summary>Position in the file of the next event.</summary>
    public long End => Position + Raw.Length;

    /// <summary>The bytes between header and checksum.</summary>
    public ReadOnlyMemory<byte> Body => Raw[HeaderBytes..(HasChecksum ? ^ChecksumBytes : ^0)];

    /// <summary>Reads the body from front to back. A body that ends too early raises <see cref="BinlogCorruptException"/>.</summary>
    /// <param name="file">Name of the file in that error.</param>
    public SpanReader<ShortEvent> ReadBody(string file) => new(Body.Span, new ShortEvent(file, Position + HeaderBytes, Type));
}

/// <summary>Makes the error for an event whose body ends too early, a <see cref="BinlogCorruptException"/>.</summary>
/// <param name="Origin">Position in the file of the body.</param>
internal readonly record struct ShortEvent(string File, long Origin, EventType Type) : IShortBytes
{
    public Exception Error(int at, int needed, int got) =>
        new BinlogCorruptException(File, Origin + at, $"the {Type} event needs {needed} more bytes and has {got}");
}

/// <summary>Kinds of events. https://mariadb.com/kb/en/2-binlog-event-header/ and https://mariadb.com/kb/en/replication-protocol/</summary>
internal enum EventType : byte
{
    Query = 2,
    Stop = 3,
    Rotate = 4,
    Intvar = 5,
    AppendBlock = 9,
    Rand = 13,
    UserVar = 14,
    FormatDescription = 15,
    Xid = 16,
    BeginLoadQuery = 17,
    ExecuteLoadQuery = 18,
    TableMap = 19,
    WriteRowsV1 = 23,
    UpdateRowsV1 = 24,
    DeleteRowsV1 = 25,
    Incident = 26,
    Heartbeat = 27,
    Ignorable = 28,
    WriteRows = 30,
    UpdateRows = 31,
    DeleteRows = 32,
    XaPrepare = 38,
    AnnotateRows = 160,
    BinlogCheckpoint = 161,
    Gtid = 162,
    GtidList = 163,
    StartEncryption = 164,
    QueryCompressed = 165,
    WriteRowsCompressedV1 = 166,
    UpdateRowsCompressedV1 = 167,
    DeleteRowsCompressedV1 = 168,
    WriteRowsCompressed = 169,
    UpdateRowsCompressed = 170,
    DeleteRowsCompressed = 171,
}

/// <summary>Flags of an event's header. https://mariadb.com/kb/en/2-binlog-event-header/#event-flag</summary>
[Flags]
internal enum EventFlags : ushort
{
    None = 0,

    /// <summary>On a Format_description event: the server has not closed this file.</summary>
    InUse = 0x0001,
    ThreadSpecific = 0x0004,

    /// <summary>The statement must run without a USE before it.</summary>
    SuppressUse = 0x0008,

    /// <summary>The server made the event for a client. The event is in no file.</summary>
    Artificial = 0x0020,
}

/// <summary>The bytes are not a binary log, or not the bytes that the server wrote.</summary>
public sealed class BinlogCorruptException(string source, long offset, string what)
    : PermanentException(
        $"{source} is damaged at byte {offset}: {what}.",
        "if this is a stored segment, its set is bad: restore to a second before the segment, and take a full backup now; "
            + "if the bytes came from the server, check the server's disk."
    );
