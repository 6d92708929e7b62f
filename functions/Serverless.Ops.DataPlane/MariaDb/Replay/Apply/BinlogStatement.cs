using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// The events of one BINLOG statement. The server forgets table maps when a BINLOG statement ends. So when a source statement spans two
/// BINLOG statements, the first one marks it as ended, and the second one repeats the table maps. The result is the same, since both
/// are in one transaction.
/// </summary>
internal sealed class BinlogStatement
{
    private readonly List<byte[]> maps = [];
    private byte[] bytes = new byte[64 * 1024];
    private int lastRows = -1;
    private bool lastHasChecksum;

    public int Length { get; private set; }

    /// <summary>True when there are row events to send.</summary>
    public bool HasRows => lastRows >= 0;

    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, Length);

    /// <summary>True when the last event was a row event: the statement can be cut after it.</summary>
    public bool CanCut { get; private set; }

    public void Add(in BinlogEvent next)
    {
        if (next.Type == EventType.TableMap)
        {
            maps.Add(next.Raw.ToArray());
            Append(next.Raw.Span);
            CanCut = false;
            return;
        }

        lastRows = Length;
        lastHasChecksum = next.HasChecksum;
        Append(next.Raw.Span);
        CanCut = true;
        if (RowsEvent.EndsStatement(next))
        {
            maps.Clear();
        }
    }

    /// <summary>Marks the last event as the end of the source's statement, if that statement is still open.</summary>
    public void Cut()
    {
        if (maps.Count > 0 && CanCut)
        {
            RowsEvent.EndStatement(bytes.AsSpan(lastRows, Length - lastRows), lastHasChecksum);
        }
    }

    /// <summary>Drops all events but the table maps of a statement that is still open.</summary>
    public void Next()
    {
        Length = 0;
        lastRows = -1;
        CanCut = false;
        foreach (byte[] map in maps)
        {
            Append(map);
        }

        if (Length == 0 && bytes.Length > 16 * 1024 * 1024)
        {
            bytes = new byte[64 * 1024];
        }
    }

    /// <summary>Drops all events.</summary>
    public void Reset()
    {
        maps.Clear();
        Next();
    }

    private void Append(ReadOnlySpan<byte> raw)
    {
        if (Length + raw.Length > bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * bytes.Length, (long)Length + raw.Length)));
        }

        raw.CopyTo(bytes.AsSpan(Length));
        Length += raw.Length;
    }
}
