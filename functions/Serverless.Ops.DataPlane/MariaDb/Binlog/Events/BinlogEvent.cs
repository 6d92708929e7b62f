using System.Buffers.Binary;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>
/// One event as it stands in the file: 19 bytes of header, its body, and a checksum where the file has them. A view: valid until its
/// reader reads on. https://mariadb.com/kb/en/2-binlog-event-header/
/// </summary>
/// <param name="Raw">All bytes of it.</param>
/// <param name="Position">Where in its file it begins.</param>
/// <param name="HasChecksum">True when the last four bytes are its CRC32.</param>
internal readonly record struct BinlogEvent(ReadOnlyMemory<byte> Raw, long Position, bool HasChecksum)
{
    public const int HeaderBytes = 19;
    public const int ChecksumBytes = 4;

    /// <summary>Where the length stands in the header.</summary>
    public const int LengthOffset = 9;

    /// <summary>Where the flags stand in the header.</summary>
    public const int FlagsOffset = 17;

    public EventType Type => (EventType)Raw.Span[4];

    /// <summary>The header's time stamp: a whole second; 0 on events that a server makes up for a client.</summary>
    public uint Timestamp => BinaryPrimitives.ReadUInt32LittleEndian(Raw.Span);

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeSeconds(Timestamp);

    public uint ServerId => BinaryPrimitives.ReadUInt32LittleEndian(Raw.Span[5..]);

    /// <summary>Position after it, modulo 2^32, as the server noted it; 0 on events that are in no file.</summary>
    public uint NextPosition => BinaryPrimitives.ReadUInt32LittleEndian(Raw.Span[13..]);

    public EventFlags Flags => (EventFlags)BinaryPrimitives.ReadUInt16LittleEndian(Raw.Span[FlagsOffset..]);

    /// <summary>Where in its file the next one begins.</summary>
    public long End => Position + Raw.Length;

    /// <summary>What stands between header and checksum.</summary>
    public ReadOnlyMemory<byte> Body => Raw[HeaderBytes..(HasChecksum ? ^ChecksumBytes : ^0)];

    /// <summary>Reads its body from front to back; what ends too early is a <see cref="BinlogCorruptException"/>.</summary>
    /// <param name="file">What that error calls the file.</param>
    public SpanReader<ShortEvent> ReadBody(string file) => new(Body.Span, new ShortEvent(file, Position + HeaderBytes, Type));
}

/// <summary>An event whose body ends too early is a <see cref="BinlogCorruptException"/>.</summary>
/// <param name="Origin">Where in the file the body begins.</param>
internal readonly record struct ShortEvent(string File, long Origin, EventType Type) : IShortBytes
{
    public Exception Error(int at, int needed, int got) =>
        new BinlogCorruptException(File, Origin + at, $"the {Type} event needs {needed} more bytes there and has {got}");
}

/// <summary>Kinds of events. https://mariadb.com/kb/en/2-binlog-event-header/ and https://mariadb.com/kb/en/replication-protocol/</summary>
internal enum EventType : byte
{
    Query = 2,
    Stop = 3,
    Rotate = 4,
    Intvar = 5,
    Rand = 13,
    UserVar = 14,
    FormatDescription = 15,
    Xid = 16,
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

    /// <summary>Made up by the server for a client; in no file.</summary>
    Artificial = 0x0020,
}

/// <summary>Bytes that are no binary log, or are not what the server wrote.</summary>
public sealed class BinlogCorruptException(string source, long offset, string what)
    : PermanentException(
        $"{source} is damaged at byte {offset}: {what}.",
        "if it is a stored segment, its set is bad: restore to a second before it, and take a full backup now; if it came from the server, check the server's disk."
    );
