using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>Removes the events of one transaction that are not the estate's.</summary>
internal sealed class EventFilter(EstateFilter filter)
{
    private readonly HashSet<ulong> passedOver = [];
    private readonly AccountRowFilter accounts = new(filter);
    private bool isOpen;

    /// <summary>Starts the next transaction.</summary>
    public void Begin()
    {
        passedOver.Clear();
        accounts.Begin();
        isOpen = false;
    }

    /// <summary>The event to replay, or null to leave it out.</summary>
    public BinlogEvent? Keep(in BinlogEvent next, string file) =>
        next.Type switch
        {
            EventType.Query or EventType.QueryCompressed => KeepStatement(next, file),
            EventType.TableMap => KeepMap(next, file),
            var type when RowsEvent.Is(type) => KeepRows(next, file),
            _ => next,
        };

    private BinlogEvent? KeepStatement(in BinlogEvent next, string file)
    {
        JudgedStatement judged = filter.Judge(QueryEvent.Read(next, file));
        return judged.Decision switch
        {
            ReplayDecision.PassOver => null,
            ReplayDecision.PartOnly or ReplayDecision.WithAccountName => QueryEvent.Rewrite(next, file, judged.Sql.Span),
            _ => next, // a statement on both was refused before the first write
        };
    }

    private BinlogEvent? KeepMap(in BinlogEvent next, string file)
    {
        var map = TableMapEvent.Read(next, file);
        accounts.Take(map);
        if (!filter.IsEstate(map.Schema, map.Table))
        {
            passedOver.Add(map.TableId);
            return null;
        }

        passedOver.Remove(map.TableId);
        isOpen = true;
        return next;
    }

    // The server closes all tables of a statement at its last row event, the estate's tables as well. So that event is replaced when it
    // is passed over.
    private BinlogEvent? KeepRows(in BinlogEvent next, string file)
    {
        bool isKept =
            !passedOver.Contains(RowsEvent.TableId(next))
            && !(accounts.Include(next) && accounts.Judge(next, file, out _) == ReplayDecision.PassOver);
        bool ends = RowsEvent.EndsStatement(next);
        bool wasOpen = isOpen;
        isOpen &= !ends;
        return isKept ? next
            : ends && wasOpen ? RowsEvent.EndWithoutRows(next)
            : null;
    }
}
