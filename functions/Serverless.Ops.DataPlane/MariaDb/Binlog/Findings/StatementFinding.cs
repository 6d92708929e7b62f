using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Sets.Binlog;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;

/// <summary>Decides whether a statement of the log changes rows that the log does not have, and whether they may differ.</summary>
internal static class StatementFinding
{
    // A longer statement is not looked through: its tokens would take many times its memory.
    private const int MostBytes = 1024 * 1024;
    private static readonly string[] RowVerbs =
    [
        "INSERT",
        "REPLACE",
        "UPDATE",
        "DELETE",
        "WITH",
        "CALL",
        "DO",
        "SELECT",
        "VALUES",
        "LOAD",
        "EXECUTE",
    ];

    /// <summary>The finding's kind and text; null for a statement that a replay repeats, or that drops rows.</summary>
    /// <param name="isBeforeRows">True in a transaction with rows behind the statement: CREATE TABLE … SELECT.</param>
    public static (LogFindingKind Kind, string Text)? Of(QueryEvent statement, bool isBeforeRows = false)
    {
        ReadOnlySpan<byte> sql = statement.Sql.Span;
        bool mayChangeRows = StartsWithAny(sql, RowVerbs) || SqlTokens.StartsWith(sql, "SET", "STATEMENT");
        if (!mayChangeRows && !SqlTokens.StartsWith(sql, "CREATE") && !SqlTokens.StartsWith(sql, "ALTER"))
        {
            return null;
        }

        if (sql.Length > MostBytes)
        {
            return mayChangeRows ? (LogFindingKind.MayDiffer, $"{VerbOf(sql)}: it is longer than {MostBytes} bytes") : null;
        }

        List<SqlToken> tokens = SqlTokens.Read(sql, statement.Context.SqlMode ?? 0);
        bool isAmbiguous = ClientText.IsAmbiguous(statement.Context.ClientCharacterSet, sql);
        var rows = new RowStatement(tokens, statement.Database, RowVerbs);
        if (rows.Verb is not null)
        {
            string? why =
                isAmbiguous ? "its character set hides where a text ends"
                : statement.ErrorCode != 0 ? "it failed on the source after a part of its changes"
                : rows.WhyItMayDiffer();
            return why is null ? (LogFindingKind.SameResult, rows.ToString()) : (LogFindingKind.MayDiffer, $"{rows}: {why}");
        }

        var definition = new DefinitionStatement(tokens, statement.Database);
        if (definition.WhyItIsNotWhole(isBeforeRows, statement.Context.SqlMode ?? 0) is { } lacking)
        {
            return (LogFindingKind.MayDiffer, $"{definition}: {lacking}");
        }

        return definition.MakesRows ? (LogFindingKind.MayDiffer, $"{definition}: it makes a table from a query")
            : definition.WhyRowsAreComputed() is { } computed ? (LogFindingKind.ComputedRows, $"{definition}: {computed}")
            : null;
    }

    private static bool StartsWithAny(ReadOnlySpan<byte> sql, string[] words)
    {
        foreach (string word in words)
        {
            if (SqlTokens.StartsWith(sql, word))
            {
                return true;
            }
        }

        return false;
    }

    private static string VerbOf(ReadOnlySpan<byte> sql)
    {
        foreach (string word in RowVerbs)
        {
            if (SqlTokens.StartsWith(sql, word))
            {
                return word;
            }
        }

        return "SET STATEMENT";
    }
}
