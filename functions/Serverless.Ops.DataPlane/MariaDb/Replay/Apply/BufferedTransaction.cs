using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Replay.Filter;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>
/// The events of one log transaction after its GTID event, as far as they were read. Annotate events and events that are not the
/// estate's are left out.
/// </summary>
internal sealed class BufferedTransaction(EstateFilter filter)
{
    private readonly EventFilter estate = new(filter);
    private readonly List<BufferedEvent> events = [];
    private byte[] bytes = new byte[64 * 1024];
    private int statements;

    /// <summary>Bytes of the events.</summary>
    public int Length { get; private set; }

    public int Count => events.Count;

    /// <summary>Tables whose rows the transaction changes.</summary>
    public List<TableMapEvent> Tables { get; } = [];

    /// <summary>True when the transaction has statements other than COMMIT and ROLLBACK.</summary>
    public bool HasStatements => statements > 0;

    /// <summary>True when the transaction ends with ROLLBACK.</summary>
    public bool RollsBack { get; private set; }

    /// <summary>Time in the newest heartbeat row of the transaction, or null.</summary>
    public DateTimeOffset? HeartbeatAt { get; private set; }

    public BinlogEvent this[int index]
    {
        get
        {
            BufferedEvent entry = events[index];
            return new BinlogEvent(bytes.AsMemory(entry.Offset, entry.Length), entry.Position, entry.HasChecksum);
        }
    }

    public Gtid Gtid { get; private set; }

    /// <summary>The log file that holds the transaction.</summary>
    public string File { get; private set; } = "";

    /// <summary>True for DDL and other statements that commit by themselves.</summary>
    public bool IsDefinition { get; private set; }

    /// <summary>True when the transaction is one statement that commits by itself.</summary>
    public bool IsStandalone { get; private set; }

    /// <summary>True when the transaction is known to write to tables without transactions.</summary>
    public bool IsMixed { get; set; }

    /// <summary>Starts the next transaction.</summary>
    public void Begin(TransactionGrouper next, string file, bool knownMixed)
    {
        (Gtid, File, IsDefinition, IsMixed) = (next.Gtid, file, next.Kind == TransactionKind.Ddl, knownMixed);
        IsStandalone = next.Flags.HasFlag(GtidFlags.Standalone);
        estate.Begin();
        Clear();
    }

    /// <summary>Drops the events that were sent.</summary>
    public void Clear()
    {
        events.Clear();
        Tables.Clear();
        (Length, statements, RollsBack, HeartbeatAt) = (0, 0, false, null);
    }

    public void Add(BinlogEvent next)
    {
        if (CompressedRows.Is(next.Type))
        {
            next = CompressedRows.Expand(next, File);
        }

        if (estate.Keep(next, File) is not { } kept)
        {
            DropVariables(next.Type);
            return;
        }

        next = kept;
        switch (next.Type)
        {
            case EventType.AnnotateRows or EventType.Xid:
                return;
            case EventType.Query when QueryEvent.Read(next, File) is var query && (query.Is("COMMIT"u8) || query.Is("BEGIN"u8)):
                return;
            case EventType.Query when QueryEvent.Read(next, File).Is("ROLLBACK"u8):
                RollsBack = true;
                return;
            case EventType.TableMap:
                Tables.Add(TableMapEvent.Read(next, File));
                break;
            case var type when RowsEvent.Is(type):
                if (Tables.Count > 0 && HeartbeatRowReader.Is(Tables[^1]) && RowsEvent.TableId(next) == Tables[^1].TableId)
                {
                    HeartbeatAt = HeartbeatRowReader.Read(next) ?? HeartbeatAt;
                }

                break;
            default:
                statements++;
                break;
        }

        if (Length + next.Raw.Length > bytes.Length)
        {
            Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(2L * bytes.Length, (long)Length + next.Raw.Length)));
        }

        next.Raw.CopyTo(bytes.AsMemory(Length));
        events.Add(new BufferedEvent(Length, next.Raw.Length, next.Position, next.HasChecksum, next.Type));
        Length += next.Raw.Length;
    }

    // These events set values for the statement that was passed over. The next statement must not take them.
    private void DropVariables(EventType passedOver)
    {
        while (
            passedOver is EventType.Query or EventType.QueryCompressed
            && events.Count > 0
            && events[^1].Type is EventType.Intvar or EventType.Rand or EventType.UserVar
        )
        {
            Length = events[^1].Offset;
            events.RemoveAt(events.Count - 1);
            statements--;
        }
    }
}

/// <summary>One event of a buffered transaction, as a range of the buffer.</summary>
internal readonly record struct BufferedEvent(int Offset, int Length, long Position, bool HasChecksum, EventType Type);
