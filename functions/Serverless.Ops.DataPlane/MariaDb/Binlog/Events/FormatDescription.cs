using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>
/// What a file says of itself in its first event, and needed to read all that follow.
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

    /// <summary>The whole event with its "in use" flag clear, as it stands in a file that was closed.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>
    /// The event's own stamp, which tells the file from another one of the same name. It is no clock: in a file that a session's commit
    /// opened it is the stamp of that session. (The event's field "created" is zero in all files but a server's first after its start.)
    /// </summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>
    /// True when the server opened the file as it started: then it may have crashed while it wrote the one before. Known only of a file
    /// that was read from its beginning: for another place in it the server clears the field "created" that says so.
    /// </summary>
    public bool IsFirstAfterStart { get; }

    public string ServerVersion { get; }

    public bool HasChecksums { get; }

    /// <summary>Reads a Format_description event.</summary>
    /// <param name="raw">All bytes of it. The checksum is always there, whatever the file has after it.</param>
    public static FormatDescription Read(ReadOnlyMemory<byte> raw, string source, long position)
    {
        // It alone tells whether it has a checksum, in the byte before where that would stand.
        var whole = new BinlogEvent(raw, position, HasChecksum: true);
        if (raw.Length < BinlogEvent.HeaderBytes + 2 + VersionBytes + 5 + BinlogEvent.ChecksumBytes + 1)
        {
            throw new BinlogCorruptException(source, position, "its Format_description event is too short");
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
                $"it is of binary log version {version} with {header} bytes of header, not 4 with 19"
            );
        }

        cursor.Skip(cursor.Rest.Length - 1); // how long the headers of each type are
        byte algorithm = cursor.ReadByte();
        if (algorithm > 1)
        {
            throw new BinlogCorruptException(source, position, $"it has checksums of the unknown kind {algorithm}");
        }

        byte[] closed = raw.ToArray();
        closed[BinlogEvent.FlagsOffset] &= unchecked((byte)~(ushort)EventFlags.InUse);
        return new FormatDescription(closed, server, whole.At, created != 0, algorithm == 1);
    }
}
