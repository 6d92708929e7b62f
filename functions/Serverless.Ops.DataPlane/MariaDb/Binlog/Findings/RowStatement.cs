using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;

/// <summary>
/// A statement that changes rows, read for what may make its result differ on another server. What is not understood may differ.
/// https://mariadb.com/kb/en/unsafe-statements-for-statement-based-replication/
/// </summary>
internal sealed class RowStatement : StatementReader
{
    // Words that may stand before a bracket and are not functions.
    private static readonly HashSet<string> Keywords = Words(
        "ALL AND ANY AS BETWEEN BINARY BY CASE CHAR DATETIME DECIMAL DEFAULT DISTINCT DIV DOUBLE ELSE EXISTS FLOAT FOR FROM "
            + "GROUP HAVING IN INDEX INTERVAL INTO IS JOIN KEY LIKE MOD NCHAR NOT NUMERIC ON OR ORDER PARTITION REGEXP RETURNING "
            + "RLIKE SELECT SET SIGNED SOME THEN TIME UNSIGNED USING VALUE VALUES VARCHAR WHEN WHERE XOR"
    );

    // Functions whose result follows from their arguments, from the time of the statement, or from values that the log has beside it.
    private static readonly HashSet<string> SameEverywhere = Words(
        "ABS ADDDATE ADDTIME ASCII BIN BIT_COUNT BIT_LENGTH CAST CEIL CEILING CHAR CHARACTER_LENGTH CHAR_LENGTH COALESCE "
            + "CONCAT CONCAT_WS CONV CONVERT CRC32 CURDATE CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURTIME DATE DATEDIFF "
            + "DATE_ADD DATE_SUB DAY DAYOFMONTH DAYOFWEEK DAYOFYEAR ELT EXTRACT FIELD FIND_IN_SET FLOOR FROM_UNIXTIME GREATEST HEX "
            + "HOUR IF IFNULL INSTR ISNULL LAST_INSERT_ID LCASE LEAST LEFT LENGTH LOCALTIME LOCALTIMESTAMP LOCATE LOWER LPAD LTRIM "
            + "MAX MD5 MICROSECOND MID MIN MINUTE MOD MONTH NAME_CONST NOW NULLIF OCTET_LENGTH ORD POSITION QUARTER REPEAT REPLACE "
            + "REVERSE RIGHT ROUND RPAD RTRIM SECOND SHA SHA1 SHA2 SIGN SPACE STRCMP STR_TO_DATE SUBDATE SUBSTR SUBSTRING "
            + "SUBSTRING_INDEX SUBTIME TIME TIMEDIFF TIMESTAMP TIMESTAMPADD TIMESTAMPDIFF TO_DAYS TRIM TRUNCATE UCASE UNHEX "
            + "UNIX_TIMESTAMP UPPER UTC_DATE UTC_TIME UTC_TIMESTAMP VALUE VALUES WEEK WEEKDAY YEAR "
            + Aggregates
    );

    // Aggregates that do not depend on the order of rows. SUM of numbers with a fraction does.
    private const string Aggregates = "BIT_AND BIT_OR BIT_XOR COUNT MAX MIN";

    // Functions of the server whose results differ from server to server.
    private static readonly HashSet<string> Others = Words(
        "CONNECTION_ID CURRENT_USER DATABASE FOUND_ROWS RAND RANDOM_BYTES ROW_COUNT SCHEMA SESSION_USER SYSDATE "
            + "SYSTEM_USER SYS_GUID USER UUID UUID_SHORT VERSION"
    );
    private static readonly HashSet<string> OneRow = Words(Aggregates);
    private static readonly HashSet<string> WithoutBrackets = Words("CURRENT_ROLE CURRENT_USER");
    private readonly string database;
    private readonly int start;

    /// <param name="verbs">The first words of statements that change rows.</param>
    public RowStatement(List<SqlToken> tokens, string database, string[] verbs)
        : base(tokens)
    {
        this.database = database;
        SkipSetStatement();
        start = At;
        if (At < Tokens.Count && Tokens[At].Kind == SqlTokenKind.Word && verbs.Contains(Tokens[At].Text, StringComparer.OrdinalIgnoreCase))
        {
            Verb = Tokens[At].Text.ToUpperInvariant();
        }
    }

    /// <summary>The first word; null when the statement does not change rows.</summary>
    public string? Verb { get; }

    /// <summary>The verb and the tables that the statement changes, as far as it names them.</summary>
    public override string ToString()
    {
        string[] tables = [.. Changed().Select(table => $"{table.Schema}.{table.Table}").Distinct(StringComparer.Ordinal)];
        return tables.Length == 0 ? Verb! : $"{Verb} of {string.Join(", ", tables.Take(5))}{(tables.Length > 5 ? ", …" : "")}";
    }

    /// <summary>The reason; null when the same rows on two servers stay the same.</summary>
    public string? WhyItMayDiffer() =>
        Verb is not ("INSERT" or "REPLACE" or "UPDATE" or "DELETE") ? "it may call a stored routine"
        : Has("LIMIT") ? "which rows LIMIT takes depends on their order"
        : Has("IGNORE") ? "which rows IGNORE skips depends on their order"
        : Has("ON", "DUPLICATE") ? "which row ON DUPLICATE KEY changes depends on the order of the keys"
        : Verb == "UPDATE" && ChangedTables().Count() > 1 ? "a join may find several values for a row"
        : HasMarks(':', '=') ? "it sets a user variable row by row"
        : HasMarks('@', '@') ? "it reads a variable of the server"
        : Has("NEXT", "VALUE") || Has("PREVIOUS", "VALUE") ? "it reads a sequence"
        : WhyCallsMayDiffer()
            ?? (
                Verb is "INSERT" or "REPLACE" && Has("SELECT") && !MakesOneRow()
                    ? "the order of the rows that it inserts is not known"
                    : null
            );

    /// <summary>True when the statement may call a function that is not the server's own. Such a function may change any table.</summary>
    public bool MayCallStoredFunction() => Calls().Any(at => !IsKnown(at) && !(IsPlain(at) && Others.Contains(Tokens[at].Text)));

    private string? WhyCallsMayDiffer()
    {
        int without = Enumerable
            .Range(start, Tokens.Count - start)
            .FirstOrDefault(i => Tokens[i].Kind == SqlTokenKind.Word && WithoutBrackets.Contains(Tokens[i].Text), -1);
        foreach (int at in Calls().Where(at => !IsKnown(at)))
        {
            if (without >= 0 && without < at)
            {
                break;
            }

            // The log has the seed of RAND, and the rows of VALUES have an order.
            if (!(IsPlain(at) && Tokens[at].IsWord("RAND") && Verb is "INSERT" or "REPLACE" && !Has("SELECT")))
            {
                return $"it calls {(Tokens[at].Kind == SqlTokenKind.Word ? Tokens[at].Text.ToUpperInvariant() : Tokens[at].Text)}";
            }
        }

        return without >= 0 ? $"it calls {Tokens[without].Text.ToUpperInvariant()}" : null;
    }

    // Places of names with a bracket behind them. The brackets behind the table's name of INSERT hold columns.
    private IEnumerable<int> Calls()
    {
        int columns = Verb is "INSERT" or "REPLACE" ? FindColumns() : -1;
        return Enumerable
            .Range(start + 1, Math.Max(0, Tokens.Count - start - 2))
            .Where(i => Tokens[i].IsIdentifier && Tokens[i + 1].IsMark('(') && i + 1 != columns);
    }

    private bool IsPlain(int at) => Tokens[at].Kind == SqlTokenKind.Word && !(at > 0 && Tokens[at - 1].IsMark('.'));

    private bool IsKnown(int at) => IsPlain(at) && (Keywords.Contains(Tokens[at].Text) || SameEverywhere.Contains(Tokens[at].Text));

    private int FindColumns()
    {
        At = start;
        return ReadTarget() is null ? -1 : At;
    }

    // Exactly one SELECT, which makes exactly one row, since it has an aggregate and no groups.
    private bool MakesOneRow() =>
        Tokens.Count(token => token.IsWord("SELECT")) == 1
        && !Has("GROUP")
        && !Has("OVER")
        && !Has("UNION")
        && !Has("HAVING")
        && Enumerable
            .Range(start, Tokens.Count - start - 1)
            .Any(i => Tokens[i].Kind == SqlTokenKind.Word && OneRow.Contains(Tokens[i].Text) && Tokens[i + 1].IsMark('('));

    /// <summary>The tables that the statement changes, as far as it names them, and those that it joins with them.</summary>
    public IEnumerable<(string Schema, string Table)> Changed()
    {
        if (Verb is "INSERT" or "REPLACE")
        {
            At = start;
            return ReadTarget() is { } table ? [table] : [];
        }

        return Verb is "UPDATE" or "DELETE" ? ChangedTables() : [];
    }

    private (string Schema, string Table)? ReadTarget()
    {
        At++; // the verb
        while (TakeIf("LOW_PRIORITY") || TakeIf("HIGH_PRIORITY") || TakeIf("DELAYED") || TakeIf("IGNORE") || TakeIf("INTO")) { }

        return TakeTable(database);
    }

    // The tables of UPDATE a JOIN b SET and of DELETE a FROM a, b WHERE.
    private IEnumerable<(string Schema, string Table)> ChangedTables()
    {
        int depth = 0;
        bool isName = true;
        for (At = start + 1; At < Tokens.Count && !Tokens[At].IsWord("SET") && !Tokens[At].IsWord("WHERE"); )
        {
            SqlToken token = Tokens[At];
            depth +=
                token.IsMark('(') ? 1
                : token.IsMark(')') ? -1
                : 0;
            bool isBefore =
                token.IsMark(',')
                || token.IsWord("JOIN")
                || token.IsWord("STRAIGHT_JOIN")
                || token.IsWord("FROM")
                || token.IsWord("USING")
                || token.IsWord("LOW_PRIORITY")
                || token.IsWord("QUICK")
                || token.IsWord("HISTORY")
                || token.IsWord("IGNORE");
            if (isName && !isBefore && depth == 0 && TakeTable(database) is { } table)
            {
                isName = false;
                yield return table;
                continue;
            }

            isName = (isName && token.IsWord("HISTORY")) || (isBefore && depth == 0);
            At++;
        }
    }

    private bool Has(string word, string? next = null)
    {
        for (int i = start; i < Tokens.Count; i++)
        {
            if (Tokens[i].IsWord(word) && (next is null || (i + 1 < Tokens.Count && Tokens[i + 1].IsWord(next))))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasMarks(char one, char other) =>
        Enumerable
            .Range(start, Math.Max(0, Tokens.Count - start - 1))
            .Any(i => Tokens[i].IsMark(one) && Tokens[i + 1].IsMark(other) && Tokens[i].End == Tokens[i + 1].Start);

    private static HashSet<string> Words(string list) => new(list.Split(' '), StringComparer.OrdinalIgnoreCase);
}
