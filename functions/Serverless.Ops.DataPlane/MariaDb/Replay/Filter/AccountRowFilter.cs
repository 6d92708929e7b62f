using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Rows of mysql.global_priv in the log. They are there when somebody changed that table by hand, as mariadb-secure-installation does; GRANT and its like log
/// statements. Judged as those are: what is of accounts that a restore leaves alone is passed over. https://mariadb.com/kb/en/mysqlglobal_priv-table/
/// </summary>
internal sealed class AccountRowFilter(EstateFilter filter)
{
    private TableMapEvent? map;

    /// <summary>Lets go of the transaction before.</summary>
    public void Begin() => map = null;

    /// <summary>A table that rows may follow of.</summary>
    public void Take(in TableMapEvent next)
    {
        if (next is { Schema: "mysql", Table: "global_priv" })
        {
            map = next;
        }
        else if (map?.TableId == next.TableId)
        {
            map = null;
        }
    }

    public bool Include(in BinlogEvent rows) => map?.TableId == RowsEvents.TableId(rows);

    /// <summary>Judges an event of theirs.</summary>
    /// <param name="accounts">The accounts, as far as they can be told.</param>
    public ReplayDecision Judge(BinlogEvent rows, string file, out string accounts)
    {
        rows = CompressedRows.Is(rows.Type) ? CompressedRows.Expand(rows, file) : rows;
        // Host, User, Priv. An update has each row twice, before and after.
        List<(string Host, string User)>? keys = ColumnWidths.Read(map!.Value) is { } widths
            ? RowImages.ReadFirstTwo(rows, widths, file)
            : null;
        accounts = string.Join(", ", (keys ?? []).Select(key => $"{key.User}@{key.Host}").Distinct());
        int left = keys?.Count(key => filter.IsLeft(key.User, key.Host)) ?? 0;
        return keys is null || (left > 0 && left < keys.Count) ? ReplayDecision.Refuse
            : left > 0 ? ReplayDecision.PassOver
            : ReplayDecision.AsLogged;
    }
}
