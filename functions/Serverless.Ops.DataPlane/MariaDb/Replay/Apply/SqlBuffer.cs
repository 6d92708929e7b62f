using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>The text of a packet of statements, built as bytes.</summary>
internal sealed class SqlBuffer
{
    private readonly ArrayBufferWriter<byte> text = new(64 * 1024);

    public int Length => text.WrittenCount;

    public ReadOnlyMemory<byte> Written => text.WrittenMemory;

    /// <summary>Number of results that the server will send.</summary>
    public int Statements { get; private set; }

    /// <summary>Appends a whole statement.</summary>
    public SqlBuffer Statement(string sql)
    {
        Part(sql);
        return End();
    }

    /// <summary>Appends a BINLOG statement of these events.</summary>
    public SqlBuffer Binlog(ReadOnlySpan<byte> events)
    {
        Part("BINLOG '");
        Span<byte> target = text.GetSpan(Base64.GetMaxEncodedToUtf8Length(events.Length));
        Base64.EncodeToUtf8(events, target, out _, out int written);
        text.Advance(written);
        Part("'");
        return End();
    }

    /// <summary>Appends EXECUTE IMMEDIATE of a statement's bytes, in any character set.</summary>
    public SqlBuffer Immediate(ReadOnlySpan<byte> sql)
    {
        Part("EXECUTE IMMEDIATE ");
        Hex(sql);
        return End();
    }

    public SqlBuffer Part(string sql)
    {
        text.Advance(Encoding.UTF8.GetBytes(sql, text.GetSpan(Encoding.UTF8.GetMaxByteCount(sql.Length))));
        return this;
    }

    public SqlBuffer Hex(ReadOnlySpan<byte> bytes)
    {
        SqlQuote.Hex(bytes, text);
        return this;
    }

    /// <summary>Ends a statement that was appended in parts.</summary>
    public SqlBuffer End()
    {
        Part(";");
        Statements++;
        return this;
    }

    public void Clear()
    {
        // The memory of one large packet is not kept for all the small packets after it.
        if (text.Capacity > 16 * 1024 * 1024)
        {
            text.Clear();
        }

        text.ResetWrittenCount();
        Statements = 0;
    }
}
