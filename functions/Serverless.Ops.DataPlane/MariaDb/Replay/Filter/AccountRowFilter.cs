using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Judges row changes to mysql.global_priv. The log has them when somebody changed that table by hand, as mariadb-secure-installation does.
/// GRANT and similar commands log statements instead. The rule is the same for both: changes to accounts that the restore leaves alone
/// are passed over. https://mariadb.com/kb/en/mysqlglobal_priv-table/
/// </summary>
internal sealed class AccountRowFilter(EstateFilter filter)
{
    private TableMapEvent? map;

    /// <summary>Forgets the tables of the transaction before.</summary>
    public void Begin() => map = null;

    /// <summary>Takes a table map. Rows of that table may follow.</summary>
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

    /// <summary>True for rows of mysql.global_priv.</summary>
    public bool Include(in BinlogEvent rows) => map?.TableId == RowsEvent.TableId(rows);

    /// <summary>Judges a row event of mysql.global_priv.</summary>
    /// <param name="accounts">The accounts in the rows; empty when they cannot be read.</param>
    public ReplayDecision Judge(BinlogEvent rows, string file, out string accounts)
    {
        rows = CompressedRows.Is(rows.Type) ? CompressedRows.Expand(rows, file) : rows;
        // The columns are Host, User, Priv. An update holds each row twice: before and after.
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
