using System.Buffers.Binary;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>A statement. https://mariadb.com/kb/en/query_event/ and https://mariadb.com/kb/en/query_compressed_event/</summary>
/// <param name="Sql">The statement's bytes, in the character set that its context names.</param>
internal sealed record QueryEvent(uint ThreadId, ushort ErrorCode, string Database, ReadOnlyMemory<byte> Sql, QueryContext Context)
{
    /// <summary>The statement as text, to judge its kind. Not exact enough to run.</summary>
    public string Text => Encoding.UTF8.GetString(Sql.Span);

    public bool Is(ReadOnlySpan<byte> statement) => Sql.Span.SequenceEqual(statement);

    public static QueryEvent Read(in BinlogEvent source, string file)
    {
        SpanReader<ShortEvent> cursor = source.ReadBody(file);
        uint thread = cursor.ReadUInt32();
        cursor.ReadUInt32(); // seconds it ran
        int databaseBytes = cursor.ReadByte();
        ushort error = cursor.ReadUInt16();
        int statusBytes = cursor.ReadUInt16();
        ReadOnlySpan<byte> status = cursor.Take(statusBytes);
        string database = Encoding.UTF8.GetString(cursor.Take(databaseBytes));
        cursor.ReadByte();
        ReadOnlyMemory<byte> sql = source.Body[cursor.Position..];
        if (source.Type == EventType.QueryCompressed)
        {
            sql = Decompress(sql, file, source.Position);
        }

        return new QueryEvent(thread, error, database, sql, ReadContext(status, file, source.Position));
    }

    /// <summary>Replaces the statement of an event. The result is not compressed.</summary>
    public static BinlogEvent Rewrite(in BinlogEvent source, string file, ReadOnlySpan<byte> sql)
    {
        int head = BinlogEvent.HeaderBytes + SqlOffset(source, file);
        byte[] raw = new byte[head + sql.Length + (source.HasChecksum ? BinlogEvent.ChecksumBytes : 0)];
        source.Raw.Span[..head].CopyTo(raw);
        sql.CopyTo(raw.AsSpan(head));
        raw[4] = (byte)EventType.Query;
        BinaryPrimitives.WriteInt32LittleEndian(raw.AsSpan(BinlogEvent.LengthOffset), raw.Length);
        if (source.HasChecksum)
        {
            EventChecksum.Write(raw);
        }

        return source with
        {
            Raw = raw,
        };
    }

    private static int SqlOffset(in BinlogEvent source, string file)
    {
        SpanReader<ShortEvent> cursor = source.ReadBody(file);
        cursor.Take(8); // thread and seconds
        int databaseBytes = cursor.ReadByte();
        cursor.ReadUInt16();
        cursor.Take(cursor.ReadUInt16() + databaseBytes + 1);
        return cursor.Position;
    }

    private static byte[] Decompress(ReadOnlyMemory<byte> part, string file, long position)
    {
        byte[] text = new byte[CompressedPart.LengthOf(part.Span, file, position)];
        CompressedPart.Decompress(part, text, file, position);
        return text;
    }

    private static QueryContext ReadContext(ReadOnlySpan<byte> status, string file, long position)
    {
        var context = new QueryContext();
        while (!status.IsEmpty)
        {
            byte code = status[0];
            status = status[1..];
            int length = LengthOf(code, status);
            if (length < 0 || length > status.Length)
            {
                throw new UnsupportedBinlogEventException(file, position, $"a statement with the unknown status variable {code}");
            }

            context = With(context, code, status[..length]);
            status = status[length..];
        }

        return context;
    }

    private static int LengthOf(byte code, ReadOnlySpan<byte> rest) =>
        code switch
        {
            0 or 10 => 4,
            1 or 9 or 129 => 8,
            2 => rest.IsEmpty ? -1 : rest[0] + 2,
            3 => 4,
            4 => 6,
            5 or 6 => rest.IsEmpty ? -1 : rest[0] + 1,
            7 or 8 => 2,
            11 => rest.Length < 1 || rest.Length < rest[0] + 2 ? -1 : rest[0] + rest[rest[0] + 1] + 2,
            13 or 128 => 3,
            130 => rest.Length > 0 && (rest[0] & 0x0C) != 0 ? 9 : 1,
            _ => -1,
        };

    private static QueryContext With(QueryContext context, byte code, ReadOnlySpan<byte> value) =>
        code switch
        {
            0 => context with { Options = BinaryPrimitives.ReadUInt32LittleEndian(value) },
            1 => context with { SqlMode = BinaryPrimitives.ReadUInt64LittleEndian(value) },
            3 => context with
            {
                AutoIncrementIncrement = BinaryPrimitives.ReadUInt16LittleEndian(value),
                AutoIncrementOffset = BinaryPrimitives.ReadUInt16LittleEndian(value[2..]),
            },
            4 => context with
            {
                ClientCharacterSet = BinaryPrimitives.ReadUInt16LittleEndian(value),
                ConnectionCollation = BinaryPrimitives.ReadUInt16LittleEndian(value[2..]),
                ServerCollation = BinaryPrimitives.ReadUInt16LittleEndian(value[4..]),
            },
            5 => context with { TimeZone = Encoding.UTF8.GetString(value[1..]) },
            7 => context with { TimeNamesLocale = BinaryPrimitives.ReadUInt16LittleEndian(value) },
            8 => context with { DatabaseCollation = BinaryPrimitives.ReadUInt16LittleEndian(value) },
            11 => context with
            {
                Invoker = (Encoding.UTF8.GetString(value.Slice(1, value[0])), Encoding.UTF8.GetString(value[(value[0] + 2)..])),
            },
            13 or 128 => context with { Microseconds = value[0] | (value[1] << 8) | (value[2] << 16) },
            130 => context with { IsSplitAlter = true },
            _ => context,
        };
}

/// <summary>
/// Settings of the session that ran a statement. A setting is null when the event does not have it.
/// https://mariadb.com/kb/en/query_event/#status-variables
/// </summary>
internal sealed record QueryContext
{
    public uint? Options { get; init; }

    public ulong? SqlMode { get; init; }

    public ushort AutoIncrementIncrement { get; init; } = 1;

    public ushort AutoIncrementOffset { get; init; } = 1;

    /// <summary>Collation id; 0 when the event does not have one.</summary>
    public ushort ClientCharacterSet { get; init; }

    public ushort ConnectionCollation { get; init; }

    public ushort ServerCollation { get; init; }

    public string? TimeZone { get; init; }

    public ushort TimeNamesLocale { get; init; }

    /// <summary>Collation id; 0 for the default.</summary>
    public ushort DatabaseCollation { get; init; }

    /// <summary>The account that ran the statement. The server logs it where the meaning depends on it; otherwise null.</summary>
    public (string User, string Host)? Invoker { get; init; }

    public int Microseconds { get; init; }

    /// <summary>True for one half of an ALTER that is logged in two halves.</summary>
    public bool IsSplitAlter { get; init; }
}
