using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Reading;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;

/// <summary>
/// Decides what a replay can never apply exactly, whatever the plan. The shipper notes it as a finding. The replay refuses it.
/// </summary>
internal static class Unreplayable
{
    /// <summary>The kind of the transaction that begins, or null when a replay can apply it.</summary>
    public static string? Find(TransactionGrouper begun) =>
        (begun.Flags & (GtidFlags.PreparedXa | GtidFlags.CompletedXa)) != GtidFlags.None ? "an XA transaction"
        : begun.IsSplitAlter ? "one half of an ALTER (binlog_alter_two_phase=ON)"
        : null;

    /// <summary>The kind of an event within a transaction, or null when a replay can apply it.</summary>
    public static string? Find(in BinlogEvent next, string file) =>
        next.Type switch
        {
            EventType.Query or EventType.QueryCompressed => Find(QueryEvent.Read(next, file)),
            EventType.BeginLoadQuery or EventType.AppendBlock or EventType.ExecuteLoadQuery => "a LOAD DATA that is logged as a statement",
            EventType.UserVar when UserVariable.IsDecimal(next, file) => "a statement with a user variable of a decimal value",
            EventType.UserVar
            or EventType.TableMap
            or EventType.Xid
            or EventType.XaPrepare // its transaction was named where it began
            or EventType.AnnotateRows
            or EventType.Intvar
            or EventType.Rand => null,
            var type when RowsEvent.Is(type) => null,
            var type => $"an event of type {(byte)type}",
        };

    // The server logs CREATE TEMPORARY SEQUENCE in every format. What uses the sequence is in the log as rows.
    private static string? Find(QueryEvent statement) =>
        SqlTokens.StartsWith(statement.Sql.Span, "CREATE", "TEMPORARY", "TABLE")
        || SqlTokens.StartsWith(statement.Sql.Span, "CREATE", "OR", "REPLACE", "TEMPORARY", "TABLE")
            ? "a temporary table from a session in statement format"
            : null;
}
