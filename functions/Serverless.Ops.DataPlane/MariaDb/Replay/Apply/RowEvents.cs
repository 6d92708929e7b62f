using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// The events of one BINLOG statement. The server forgets table maps when such a statement ends, so one that is cut within a statement
/// of the source is ended there, and the next one names the tables again. Within a transaction that changes nothing.
/// </summary>
internal sealed class RowEvents
{
    private readonly List<byte[]> maps = [];
    private byte[] bytes = new byte[64 * 1024];
    private int lastRows = -1;
    private bool lastHasChecksum;

    public int Length { get; private set; }

    /// <summary>True when there is anything to send.</summary>
    public bool HasRows => lastRows >= 0;

    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, Length);

    /// <summary>True when the last event was of rows, so that it can be cut here.</summary>
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
        if (RowsEvents.EndsStatement(next))
        {
            maps.Clear();
        }
    }

    /// <summary>Ends the source's statement at the last event when it is open.</summary>
    public void Cut()
    {
        if (maps.Count > 0 && CanCut)
        {
            RowsEvents.EndStatement(bytes.AsSpan(lastRows, Length - lastRows), lastHasChecksum);
        }
    }

    /// <summary>Empties it but for the table maps of the statement that goes on.</summary>
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

    /// <summary>Empties it wholly.</summary>
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
