using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;

/// <summary>
/// CREATE or ALTER, read for values that the server computes for rows that exist, since the log has the statement only. Also read for parts
/// of the definition that the log does not have. https://mariadb.com/kb/en/alter-table/
/// </summary>
internal sealed class DefinitionStatement : StatementReader
{
    private static readonly string[] Functions =
    [
        "UUID",
        "UUID_SHORT",
        "SYS_GUID",
        "RAND",
        "RANDOM_BYTES",
        "SYSDATE",
        "USER",
        "SESSION_USER",
        "SYSTEM_USER",
        "CONNECTION_ID",
        "LAST_INSERT_ID",
        "NEXTVAL",
        "LASTVAL",
        "SETVAL",
    ];

    // What ADD may add besides a column.
    private static readonly string[] NoColumns =
    [
        "CHECK",
        "CONSTRAINT",
        "FOREIGN",
        "FULLTEXT",
        "INDEX",
        "KEY",
        "PARTITION",
        "PERIOD",
        "PRIMARY",
        "SPATIAL",
        "SYSTEM",
        "UNIQUE",
    ];

    // POSTGRESQL, ORACLE, MSSQL, DB2, MAXDB, NO_KEY_OPTIONS, NO_TABLE_OPTIONS, NO_FIELD_OPTIONS, MYSQL323, MYSQL40 and ANSI.
    private const ulong LeavesOutOptions = 0x7FF00;
    private readonly string table = "";
    private readonly bool isAlter;
    private readonly bool skipsRows;
    private readonly int start;

    public DefinitionStatement(List<SqlToken> tokens, string database)
        : base(tokens)
    {
        SkipSetStatement();
        isAlter = TakeIf("ALTER");
        if (!isAlter && TakeIf("CREATE"))
        {
            _ = TakeIf("OR") && TakeIf("REPLACE");
        }

        TakeIf("ONLINE");
        skipsRows = TakeIf("IGNORE");
        if (!TakeIf("TABLE"))
        {
            At = start = Tokens.Count;
            return;
        }

        SkipExists();
        table = TakeTable(database) is var (schema, name) ? $"{schema}.{name}" : "";
        start = At;
        MakesRows = !isAlter && Tokens.Skip(start).Any(token => token.IsWord("SELECT"));
    }

    /// <summary>True for CREATE TABLE … SELECT. A session in ROW format logs it as rows.</summary>
    public bool MakesRows { get; }

    public override string ToString() => $"{(isAlter ? "ALTER" : "CREATE")} {(table.Length > 0 ? $"TABLE of {table}" : "of an object")}";

    /// <summary>
    /// The reason why the log does not have the whole definition; null when it has. The server writes CREATE TABLE … SELECT into its log
    /// as text of its own, as SHOW CREATE TABLE prints it in the session's sql_mode.
    /// </summary>
    public string? WhyItIsNotWhole(bool isBeforeRows, ulong sqlMode) =>
        isBeforeRows && table.Length > 0 && (sqlMode & LeavesOutOptions) != 0
            ? "it makes a table from a query, in a sql_mode in which the server leaves options of tables, columns or keys out of its log"
        : Enumerable.Range(0, Tokens.Count).Any(IsBareUtf8)
            ? "it names the character set utf8, and the log does not say whether that was utf8mb3 or utf8mb4 (the session's old_mode)"
        : null;

    /// <summary>The reason; null when all servers with the same rows make the same rows.</summary>
    public string? WhyRowsAreComputed()
    {
        if (!isAlter || start == Tokens.Count)
        {
            return null;
        }

        (int From, int To)[] added = [.. Clauses().Where(clause => Tokens[clause.From].IsWord("ADD"))];
        (int From, int To)[] columns = [.. added.Where(clause => !NoColumns.Any(Tokens[Math.Min(clause.From + 1, clause.To - 1)].IsWord))];
        return skipsRows && added.Length > 0 ? "it drops rows that a new key does not allow, by the order of the rows"
            : columns.Select(Call).FirstOrDefault(call => call is not null) is { } function
                ? $"a new column gets its values from {function}"
            : columns.Any(Numbers) && !DropsPrimaryKey()
                ? "it numbers the rows by their order in the table, which is the same only if a primary key orders them"
            : null;
    }

    // The parts between commas outside of brackets.
    private IEnumerable<(int From, int To)> Clauses()
    {
        int depth = 0;
        int from = start;
        for (int i = start; i < Tokens.Count; i++)
        {
            depth +=
                Tokens[i].IsMark('(') ? 1
                : Tokens[i].IsMark(')') ? -1
                : 0;
            if (depth == 0 && Tokens[i].IsMark(','))
            {
                if (from < i)
                {
                    yield return (from, i);
                }

                from = i + 1;
            }
        }

        if (from < Tokens.Count)
        {
            yield return (from, Tokens.Count);
        }
    }

    private string? Call((int From, int To) clause)
    {
        for (int i = clause.From; i < clause.To; i++)
        {
            SqlToken token = Tokens[i];
            bool isNext(string word) => i + 1 < clause.To && Tokens[i + 1].IsWord(word);
            if (token.IsWord("CURRENT_USER") || token.IsWord("CURRENT_ROLE") || (token.IsWord("NEXT") && isNext("VALUE")))
            {
                return token.Text.ToUpperInvariant();
            }

            if (i + 1 < clause.To && Tokens[i + 1].IsMark('(') && Functions.FirstOrDefault(token.IsWord) is { } function)
            {
                return function;
            }
        }

        return null;
    }

    private bool IsBareUtf8(int at)
    {
        SqlToken token = Tokens[at];
        bool isNamed =
            at > 0
            && (
                Tokens[at - 1].IsMark('=')
                || Tokens[at - 1].IsWord("SET")
                || Tokens[at - 1].IsWord("CHARSET")
                || Tokens[at - 1].IsWord("COLLATE")
                || Tokens[at - 1].IsWord("USING")
            );
        return token.Kind != SqlTokenKind.Mark
            && (
                (isNamed && (Is("utf8") || token.Text.StartsWith("utf8_", StringComparison.OrdinalIgnoreCase)))
                || (token.Kind == SqlTokenKind.Word && Is("_utf8"))
            );

        bool Is(string name) => token.Text.Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    // As an attribute of a column. The option of the table has a number behind it.
    private bool Numbers((int From, int To) clause) =>
        Enumerable
            .Range(clause.From, clause.To - clause.From)
            .Any(i =>
                Tokens[i].IsWord("AUTO_INCREMENT")
                && !(i + 1 < clause.To && (Tokens[i + 1].IsMark('=') || char.IsAsciiDigit(Tokens[i + 1].Text.FirstOrDefault())))
            );

    private bool DropsPrimaryKey() =>
        Clauses()
            .Any(clause => clause.From + 1 < clause.To && Tokens[clause.From].IsWord("DROP") && Tokens[clause.From + 1].IsWord("PRIMARY"));
}
