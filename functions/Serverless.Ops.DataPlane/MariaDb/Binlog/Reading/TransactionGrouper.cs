using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Common;
using Serverless.Ops.Domain.Log;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;

/// <summary>
/// Follows the events of a log and tells where transactions begin and end. A transaction begins with its GTID event. It ends with
/// Xid, XA PREPARE, COMMIT or ROLLBACK; a standalone transaction ends with its statement. https://mariadb.com/kb/en/gtid_event/
/// </summary>
/// <param name="source">Name of the log in errors.</param>
internal sealed class TransactionGrouper(string source)
{
    private bool open;
    private bool standalone;

    public Gtid Gtid { get; private set; }

    public GtidFlags Flags { get; private set; }

    /// <summary>Position of the transaction's GTID event.</summary>
    public long Begin { get; private set; }

    /// <summary>Time stamp of the GTID event.</summary>
    public DateTimeOffset At { get; private set; }

    public bool IsSplitAlter { get; private set; }

    public bool IsOpen => open;

    public TransactionKind Kind =>
        (Flags & (GtidFlags.Ddl | GtidFlags.Standalone)) != GtidFlags.None ? TransactionKind.Ddl
        : Flags.HasFlag(GtidFlags.Transactional) ? TransactionKind.Transactional
        : TransactionKind.NonTransactional;

    /// <summary>Takes the next event.</summary>
    /// <exception cref="BinlogIncidentException"/>
    /// <exception cref="BinlogEncryptedException"/>
    /// <exception cref="BinlogCorruptException">The event is not allowed at this place.</exception>
    public TransactionStep Take(in BinlogEvent next)
    {
        switch (next.Type)
        {
            case EventType.StartEncryption:
                throw new BinlogEncryptedException(source);
            case EventType.Incident:
                throw new BinlogIncidentException(source, next.Position, ReadIncident(next));
            case EventType.FormatDescription
            or EventType.Rotate
            or EventType.Stop
            or EventType.GtidList
            or EventType.BinlogCheckpoint
            or EventType.Ignorable:
                return open ? throw Misplaced(next, "in the middle of a transaction") : TransactionStep.Outside;
            case EventType.Gtid:
                return open ? throw Misplaced(next, "in the middle of a transaction") : Open(next);
            default:
                return open ? Go(next) : throw Misplaced(next, "outside of a transaction");
        }
    }

    private TransactionStep Open(in BinlogEvent next)
    {
        var gtid = GtidEvent.Read(next, source);
        (Gtid, Flags, IsSplitAlter) = (gtid.Gtid, gtid.Flags, gtid.IsSplitAlter);
        (Begin, At) = (next.Position, next.At);
        standalone = Flags.HasFlag(GtidFlags.Standalone);
        open = true;
        return TransactionStep.Begins;
    }

    private TransactionStep Go(in BinlogEvent next)
    {
        open = next.Type switch
        {
            EventType.Xid or EventType.XaPrepare => false,
            EventType.Query => !standalone && !EndsTransaction(next),
            EventType.QueryCompressed => !standalone,
            _ => true,
        };
        return open ? TransactionStep.Within : TransactionStep.Ends;
    }

    private bool EndsTransaction(in BinlogEvent query)
    {
        ReadOnlySpan<byte> end = query.Body.Span[^Math.Min(query.Body.Length, 9)..];
        return (end.EndsWith("\0COMMIT"u8) || end.EndsWith("\0ROLLBACK"u8))
            && QueryEvent.Read(query, source) is var statement
            && (statement.Is("COMMIT"u8) || statement.Is("ROLLBACK"u8));
    }

    private string ReadIncident(in BinlogEvent incident)
    {
        SpanReader<ShortEvent> cursor = incident.ReadBody(source);
        ushort number = cursor.ReadUInt16();
        return $"incident {number}: {System.Text.Encoding.UTF8.GetString(cursor.Take(cursor.ReadByte()))}";
    }

    private BinlogCorruptException Misplaced(in BinlogEvent next, string where) =>
        new(source, next.Position, $"a {next.Type} event stands {where}");
}

/// <summary>Kinds of log transactions.</summary>
internal enum TransactionKind
{
    /// <summary>Row changes that the source could roll back, with the exception at <see cref="GtidFlags.Transactional"/>.</summary>
    Transactional,

    /// <summary>Row changes, some of them to tables without transactions.</summary>
    NonTransactional,

    /// <summary>A statement: DDL, an account change, or a change in statement format.</summary>
    Ddl,
}

/// <summary>The place of an event relative to the log's transactions.</summary>
internal enum TransactionStep
{
    /// <summary>Between two transactions, such as the first and last events of a file.</summary>
    Outside,
    Begins,
    Within,

    /// <summary>The last event of a transaction.</summary>
    Ends,
}

/// <summary>The server encrypts its binary logs. The bytes that it sends differ from the bytes in its files.</summary>
public sealed class BinlogEncryptedException(string source)
    : PermanentException(
        $"{source} is encrypted by the server (encrypt_binlog=ON).",
        "set encrypt_binlog=OFF on the source and run FLUSH BINARY LOGS; the store encrypts the stored segments."
    );

/// <summary>The server noted in its log that changes are missing.</summary>
public sealed class BinlogIncidentException(string source, long offset, string message)
    : PermanentException(
        $"{source} has an incident at byte {offset}: the server noted that changes are missing from its log ({message}).",
        "take a full backup now; seconds between the last binlog set before the incident and that backup cannot be restored."
    );
