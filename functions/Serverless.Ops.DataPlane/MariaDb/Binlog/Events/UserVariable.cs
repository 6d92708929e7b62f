using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

/// <summary>A user variable that a statement used. https://mariadb.com/kb/en/user_var_event/</summary>
internal static class UserVariable
{
    private const byte Text = 0;
    private const byte Real = 1;
    private const byte Integer = 2;
    private const byte Decimal = 4;
    private const byte Unsigned = 1;

    /// <summary>True for a value that a replay cannot set exactly.</summary>
    public static bool IsDecimal(in BinlogEvent source, string file)
    {
        SpanReader<ShortEvent> cursor = source.ReadBody(file);
        cursor.Take((int)cursor.ReadUInt32());
        return cursor.ReadByte() == 0 && cursor.ReadByte() == Decimal;
    }

    /// <summary>Builds the statements that set the variable.</summary>
    public static IReadOnlyList<string> Read(in BinlogEvent source, string file)
    {
        SpanReader<ShortEvent> cursor = source.ReadBody(file);
        string name = "@" + SqlQuote.Name(Encoding.UTF8.GetString(cursor.Take((int)cursor.ReadUInt32())));
        if (cursor.ReadByte() != 0)
        {
            return [$"SET {name}=NULL"];
        }

        byte kind = cursor.ReadByte();
        uint collation = cursor.ReadUInt32();
        ReadOnlySpan<byte> value = cursor.Take((int)cursor.ReadUInt32());
        bool isUnsigned = cursor.Rest.Length > 0 && (cursor.ReadByte() & Unsigned) != 0;
        return kind switch
        {
            // A hexadecimal literal is binary. The session gets the variable's collation so that CONVERT gives it to the text.
            Text => [$"SET collation_connection={collation}", $"SET {name}=CONVERT({SqlQuote.Hex(value)},CHAR)"],
            Real => [string.Create(CultureInfo.InvariantCulture, $"SET {name}={BinaryPrimitives.ReadDoubleLittleEndian(value):E17}")],
            Integer when isUnsigned => [$"SET {name}={BinaryPrimitives.ReadUInt64LittleEndian(value)}"],
            Integer => [$"SET {name}={BinaryPrimitives.ReadInt64LittleEndian(value)}"],
            _ => throw new UnsupportedBinlogEventException(file, source.Position, "a statement with a user variable of an unknown type"),
        };
    }
}

/// <summary>An event has a form that this version does not know. The shipper notes it, and CheckBinlogs refuses it.</summary>
/// <param name="what">What the event is, without any value.</param>
public sealed class UnsupportedBinlogEventException(string source, long offset, string what)
    : PermanentException(
        $"{source} holds {what} at byte {offset}. This version cannot read it.",
        "use a version of this program that supports the source's server version."
    )
{
    public string What => what;
}
