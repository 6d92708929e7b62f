using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>Takes out of one transaction's events what is not the estate's.</summary>
internal sealed class EventFilter(EstateFilter filter)
{
    private readonly HashSet<ulong> passedOver = [];
    private readonly AccountRowFilter accounts = new(filter);
    private bool isOpen;

    /// <summary>Begins with the next transaction.</summary>
    public void Begin()
    {
        passedOver.Clear();
        accounts.Begin();
        isOpen = false;
    }

    /// <summary>The event as it is to be replayed, or null.</summary>
    public BinlogEvent? Keep(in BinlogEvent next, string file) =>
        next.Type switch
        {
            EventType.Query or EventType.QueryCompressed => KeepStatement(next, file),
            EventType.TableMap => KeepMap(next, file),
            var type when RowsEvents.Is(type) => KeepRows(next, file),
            _ => next,
        };

    private BinlogEvent? KeepStatement(in BinlogEvent next, string file)
    {
        JudgedStatement judged = filter.Judge(QueryEvent.Read(next, file));
        return judged.Decision switch
        {
            ReplayDecision.PassOver => null,
            ReplayDecision.PartOnly or ReplayDecision.WithAccountName => QueryEvent.Rewrite(next, file, judged.Sql.Span),
            _ => next, // what is of both was refused before the first write
        };
    }

    private BinlogEvent? KeepMap(in BinlogEvent next, string file)
    {
        var map = TableMapEvent.Read(next, file);
        accounts.Take(map);
        if (!filter.IsEstate(map.Schema))
        {
            passedOver.Add(map.TableId);
            return null;
        }

        passedOver.Remove(map.TableId);
        isOpen = true;
        return next;
    }

    // The last event of a statement lets go of all its tables, those of the estate as well.
    private BinlogEvent? KeepRows(in BinlogEvent next, string file)
    {
        bool isKept =
            !passedOver.Contains(RowsEvents.TableId(next))
            && !(accounts.Include(next) && accounts.Judge(next, file, out _) == ReplayDecision.PassOver);
        bool ends = RowsEvents.EndsStatement(next);
        bool wasOpen = isOpen;
        isOpen &= !ends;
        return isKept ? next
            : ends && wasOpen ? RowsEvents.EndWithoutRows(next)
            : null;
    }
}
