using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Apply;

/// <summary>Answers questions about the statements of a buffered transaction.</summary>
internal static class TransactionStatements
{
    public static bool IsStatement(in BinlogEvent next) => next.Type is EventType.Query or EventType.QueryCompressed;

    public static bool IsRows(in BinlogEvent next) => next.Type == EventType.TableMap || RowsEvent.Is(next.Type);

    /// <summary>
    /// True for statements on temporary objects, which change nothing that stays. A server logs CREATE TEMPORARY SEQUENCE of every session,
    /// and DROP TEMPORARY also for tables whose CREATE it never logged. Nothing in the log reads a temporary sequence: its users are rows.
    /// </summary>
    public static bool IsNoWork(BufferedTransaction transaction, in BinlogEvent next)
    {
        if (!IsStatement(next))
        {
            return false;
        }

        ReadOnlySpan<byte> sql = QueryEvent.Read(next, transaction.File).Sql.Span;
        return SqlTokens.StartsWith(sql, "DROP", "TEMPORARY")
            || SqlTokens.StartsWith(sql, "CREATE", "TEMPORARY", "SEQUENCE")
            || SqlTokens.StartsWith(sql, "CREATE", "OR", "REPLACE", "TEMPORARY", "SEQUENCE");
    }

    /// <summary>
    /// True for events that must run in a transaction: row events, and statements other than DDL. DDL commits by itself, and stands before
    /// the rows of a CREATE TABLE … SELECT.
    /// </summary>
    public static bool NeedsTransaction(BufferedTransaction transaction, in BinlogEvent next) =>
        IsRows(next) || (!transaction.IsDefinition && IsStatement(next));

    /// <summary>
    /// True for a text that the server wrote itself in UTF-8, whatever character set of the client the event names. It logs CREATE TABLE
    /// … SELECT as rows, and before them the statement that SHOW CREATE TABLE would print. It logs each SET PASSWORD with the hash.
    /// </summary>
    public static bool IsTextOfServer(BufferedTransaction transaction, QueryEvent statement) =>
        (!transaction.IsStandalone && SqlTokens.StartsWith(statement.Sql.Span, "CREATE"))
        || SqlTokens.StartsWith(statement.Sql.Span, "SET", "PASSWORD");

    /// <summary>
    /// True for the maintenance of tables. It changes no rows, so it can be run again. It sends a result, and the server ends a compound
    /// statement that cannot send a result because its client is gone.
    /// </summary>
    public static bool IsRepeatable(BufferedTransaction transaction)
    {
        if (transaction.Count != 1 || !IsStatement(transaction[0]))
        {
            return false;
        }

        ReadOnlySpan<byte> sql = QueryEvent.Read(transaction[0], transaction.File).Sql.Span;
        List<SqlToken> tokens = SqlTokens.Read(sql, sqlMode: 0);
        int at =
            tokens.Count > 1 && tokens[0].IsWord("SET") && tokens[1].IsWord("STATEMENT")
                ? tokens.FindIndex(token => token.IsWord("FOR")) + 1
                : 0;
        return tokens.Count > at + 1
            && (
                (IsMaintenance(tokens[at]) && (tokens[at + 1].IsWord("TABLE") || tokens[at + 1].IsWord("TABLES")))
                || (
                    tokens[at].IsWord("ALTER")
                    && tokens[at + 1].IsWord("TABLE")
                    && tokens.Zip(tokens.Skip(1)).Any(pair => IsMaintenance(pair.First) && pair.Second.IsWord("PARTITION"))
                )
            );
    }

    private static bool IsMaintenance(SqlToken token) => token.IsWord("ANALYZE") || token.IsWord("OPTIMIZE") || token.IsWord("REPAIR");

    /// <summary>True when one of the statements failed on the source.</summary>
    public static bool ExpectError(BufferedTransaction transaction)
    {
        for (int i = 0; i < transaction.Count; i++)
        {
            if (IsStatement(transaction[i]) && QueryEvent.Read(transaction[i], transaction.File).ErrorCode != 0)
            {
                return true;
            }
        }

        return false;
    }
}
