using System.Buffers;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Tables;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Rows;

/// <summary>
/// Turns a row's packet into the text <c>(v,v,…)</c>, with no object per value. It uses only escapes that a string literal and LOAD DATA
/// both understand: https://mariadb.com/kb/en/string-literals/ and https://mariadb.com/kb/en/load-data-infile/.
/// A line break is always escaped, so that each row is one line.
/// </summary>
internal sealed class RowEncoder(IReadOnlyList<TableColumn> columns)
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\\'\n\r\0\x1A"u8);
    private const int LargePacketBytes = 64 * 1024;
    private readonly ValueForm[] forms = [.. columns.Select(column => column.Form)];
    private readonly string[] names = [.. columns.Select(column => column.Name)];

    /// <summary>Appends one row.</summary>
    /// <returns>The number of packet bytes that the columns took. More columns may follow.</returns>
    /// <exception cref="BufferFullException"/>
    /// <exception cref="EmptyShapeException"/>
    public int Encode(ReadOnlySpan<byte> packet, TextBuffer text)
    {
        // The upper limit: an escape for each byte that may need one, and for each value quotes and a comma, or NULL.
        long escapes = packet.Length < LargePacketBytes ? packet.Length : CountSpecial(packet);
        Span<byte> target = text.Reserve(packet.Length + escapes + (forms.Length * 5) + 2);
        var cursor = new SpanReader<ShortPacket>(packet);
        int at = 0;
        for (int i = 0; i < forms.Length; i++)
        {
            if (forms[i] == ValueForm.Left)
            {
                cursor.TryReadField(out _);
                continue;
            }

            target[at] = at == 0 ? (byte)'(' : (byte)',';
            at++;
            bool isNull = !cursor.TryReadField(out ReadOnlySpan<byte> value);
            if (!isNull && value.IsEmpty && forms[i] == ValueForm.NullableShape)
            {
                throw new EmptyShapeException(names[i]);
            }

            if (isNull || (value.IsEmpty && forms[i] == ValueForm.Shape))
            {
                "NULL"u8.CopyTo(target[at..]);
                at += 4;
            }
            else if (forms[i] == ValueForm.Bare)
            {
                value.CopyTo(target[at..]);
                at += value.Length;
            }
            else
            {
                target[at++] = (byte)'\'';
                at += Escape(value, target[at..]);
                target[at++] = (byte)'\'';
            }
        }

        if (at == 0)
        {
            target[at++] = (byte)'(';
        }

        target[at++] = (byte)')';
        text.Advance(at);
        return packet.Length - cursor.Rest.Length;
    }

    private static int CountSpecial(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        for (int next = bytes.IndexOfAny(Special); next >= 0; next = bytes.IndexOfAny(Special))
        {
            count++;
            bytes = bytes[(next + 1)..];
        }

        return count;
    }

    private static int Escape(ReadOnlySpan<byte> value, Span<byte> target)
    {
        int at = 0;
        while (true)
        {
            int plain = value.IndexOfAny(Special);
            if (plain < 0)
            {
                value.CopyTo(target[at..]);
                return at + value.Length;
            }

            value[..plain].CopyTo(target[at..]);
            at += plain;
            target[at++] = (byte)'\\';
            target[at++] = value[plain] switch
            {
                (byte)'\n' => (byte)'n',
                (byte)'\r' => (byte)'r',
                0 => (byte)'0',
                0x1A => (byte)'Z',
                byte same => same,
            };
            value = value[(plain + 1)..];
        }
    }
}

/// <summary>A nullable column has an empty geometry that is not NULL. Its table is not known here.</summary>
internal sealed class EmptyShapeException(string column) : Exception
{
    public string Column { get; } = column;
}
