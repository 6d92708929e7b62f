using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>
/// The first event of a file. It describes the file's format, which a reader of later events needs.
/// https://mariadb.com/kb/en/format_description_event/
/// </summary>
internal sealed class FormatDescription
{
    private const int VersionBytes = 50;

    private FormatDescription(byte[] raw, string serverVersion, DateTimeOffset createdAt, bool isFirstAfterStart, bool hasChecksums)
    {
        (Raw, ServerVersion, HasChecksums) = (raw, serverVersion, hasChecksums);
        (CreatedAt, IsFirstAfterStart) = (createdAt, isFirstAfterStart);
    }

    /// <summary>The whole event with its "in use" flag clear, as in a closed file.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>
    /// The event's time stamp. It distinguishes the file from another one of the same name. It is not always the time of creation: when a
    /// session's commit opened the file, the stamp is that of the session. (The event's field "created" is zero in every file except the
    /// first after a server start.)
    /// </summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>
    /// True when a server start opened the file. Then a crash may have ended the file before. Valid only when the file was read from its
    /// beginning: when reading begins at another place, the server clears the field "created".
    /// </summary>
    public bool IsFirstAfterStart { get; }

    public string ServerVersion { get; }

    public bool HasChecksums { get; }

    /// <summary>Reads a Format_description event.</summary>
    /// <param name="raw">All bytes of the event. It has a checksum even in a file without checksums.</param>
    public static FormatDescription Read(ReadOnlyMemory<byte> raw, string source, long position)
    {
        // The byte before the checksum tells whether the other events of the file have checksums.
        var whole = new BinlogEvent(raw, position, HasChecksum: true);
        if (raw.Length < BinlogEvent.HeaderBytes + 2 + VersionBytes + 5 + BinlogEvent.ChecksumBytes + 1)
        {
            throw new BinlogCorruptException(source, position, "the Format_description event is too short");
        }

        SpanReader<ShortEvent> cursor = whole.ReadBody(source);
        ushort version = cursor.ReadUInt16();
        string server = Encoding.ASCII.GetString(cursor.Take(VersionBytes)).TrimEnd('\0');
        uint created = cursor.ReadUInt32();
        byte header = cursor.ReadByte();
        if (version != 4 || header != BinlogEvent.HeaderBytes)
        {
            throw new BinlogCorruptException(
                source,
                position,
                $"it has binary log version {version} with {header} header bytes, instead of version 4 with 19"
            );
        }

        cursor.Skip(cursor.Rest.Length - 1); // the header lengths of each event type
        byte algorithm = cursor.ReadByte();
        if (algorithm > 1)
        {
            throw new BinlogCorruptException(source, position, $"it has checksums of the unknown type {algorithm}");
        }

        byte[] closed = raw.ToArray();
        closed[BinlogEvent.FlagsOffset] &= unchecked((byte)~(ushort)EventFlags.InUse);
        return new FormatDescription(closed, server, whole.At, created != 0, algorithm == 1);
    }
}
