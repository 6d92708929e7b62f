using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Reconciliation;

/// <summary>Definitions under which the log does not tell the number of a table's rows.</summary>
internal static class Countable
{
    public const string Cascades = "deletes cascade into it, which the log does not show";

    public const string KeepsHistory = "it keeps history";

    private static readonly string[] EnginesThatKeepRows = ["InnoDB", "MyISAM", "Aria"];

    /// <param name="createStatement">As SHOW CREATE TABLE prints it.</param>
    /// <returns>The reason, or null.</returns>
    public static string? WhyNot(string engine, string createStatement) =>
        WhyNot(engine)
        ?? (
            createStatement.Contains("ON DELETE CASCADE", StringComparison.OrdinalIgnoreCase) ? Cascades
            : createStatement.Contains("WITH SYSTEM VERSIONING", StringComparison.OrdinalIgnoreCase) ? KeepsHistory
            : null
        );

    /// <summary>Reads the clauses of a CREATE TABLE or ALTER TABLE as a person wrote them.</summary>
    public static string? WhyNot(ReadOnlySpan<SqlToken> clauses)
    {
        int depth = 0;
        for (int i = 0; i < clauses.Length; i++)
        {
            depth +=
                clauses[i].IsMark('(') ? 1
                : clauses[i].IsMark(')') ? -1
                : 0;
            if (Follows(clauses[i..], "ON", "DELETE", "CASCADE"))
            {
                return Cascades;
            }

            if (Follows(clauses[i..], "SYSTEM", "VERSIONING") || clauses[i].IsWord("SYSTEM_TIME"))
            {
                return KeepsHistory;
            }

            if (depth == 0 && clauses[i].IsWord("SEQUENCE"))
            {
                return "it is a sequence";
            }

            int engine = i + 1 < clauses.Length && clauses[i + 1].IsMark('=') ? i + 2 : i + 1;
            if (depth == 0 && clauses[i].IsWord("ENGINE") && engine < clauses.Length && WhyNot(clauses[engine].Text) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static string? WhyNot(string engine) =>
        EnginesThatKeepRows.Contains(engine, StringComparer.OrdinalIgnoreCase) ? null : $"its engine is {engine}";

    private static bool Follows(ReadOnlySpan<SqlToken> tokens, params ReadOnlySpan<string> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (i >= tokens.Length || !tokens[i].IsWord(words[i]))
            {
                return false;
            }
        }

        return true;
    }
}
