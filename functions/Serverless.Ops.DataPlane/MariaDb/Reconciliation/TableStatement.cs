using System.Runtime.InteropServices;
using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Reconciliation;

/// <summary>
/// Reads what a statement of the log does to the rows of tables. It takes a statement for understood only when every token has its place
/// up to the last name. https://mariadb.com/kb/en/data-definition/
/// </summary>
internal sealed class TableStatement : StatementReader
{
    private static readonly string[] ChangesNoRows =
    [
        "AGGREGATE",
        "ALGORITHM",
        "DEFINER",
        "EVENT",
        "FUNCTION",
        "PACKAGE",
        "PROCEDURE",
        "ROLE",
        "SERVER",
        "SQL",
        "TRIGGER",
        "USER",
        "VIEW",
    ];

    private readonly QueryEvent statement;
    private readonly TableNames names;
    private readonly bool isUtf8;
    private bool understood = true;

    private TableStatement(QueryEvent statement, TableNames names, List<SqlToken> tokens)
        : base(tokens) =>
        (this.statement, this.names, isUtf8) = (statement, names, ClientText.IsUtf8(statement.Context.ClientCharacterSet));

    public static StatementEffect Read(QueryEvent statement, TableNames names)
    {
        ReadOnlySpan<byte> sql = statement.Sql.Span;
        if (ClientText.IsAmbiguous(statement.Context.ClientCharacterSet, sql) || ClientText.HasUncertainComment(sql))
        {
            return StatementEffect.NamedTables;
        }

        var reader = new TableStatement(statement, names, SqlTokens.Read(sql, statement.Context.SqlMode ?? 0));
        StatementEffect effect = reader.Judge();
        bool isHalf = statement.Context.IsSplitAlter && effect.Changes.Any(change => change.Effect != TableEffect.Alters);
        return effect.Reach == StatementReach.Listed && (!reader.understood || statement.ErrorCode != 0 || isHalf)
            ? StatementEffect.NamedTables
            : effect;
    }

    private StatementEffect Judge()
    {
        if (TakeIf("SET"))
        {
            if (!TakeIf("STATEMENT"))
            {
                return TakeIf("PASSWORD") || TakeIf("DEFAULT") || TakeIf("ROLE") ? StatementEffect.None : StatementEffect.AnyTable;
            }

            return SkipToOuter("FOR") ? Judge() : StatementEffect.AnyTable;
        }

        return TakeIf("CREATE") ? JudgeCreate()
            : TakeIf("ALTER") ? JudgeAlter()
            : TakeIf("DROP") ? JudgeDrop()
            : TakeIf("RENAME") ? JudgeRename()
            : TakeIf("TRUNCATE") ? JudgeTruncate()
            : TakeIf("REPAIR") ? JudgeRepair()
            : TakeIf("ANALYZE") || TakeIf("OPTIMIZE") ? JudgeMaintenance()
            : TakeIf("GRANT") || TakeIf("REVOKE") || TakeIf("FLUSH") || TakeIf("RELEASE") || At == Tokens.Count ? StatementEffect.None
            : StatementEffect.AnyTable;
    }

    private StatementEffect JudgeCreate()
    {
        bool replaces = TakeIf("OR") && Take("REPLACE");
        if (TakeIf("TEMPORARY"))
        {
            _ = TakeIf("SEQUENCE") || Take("TABLE");
            StatementEffect hides = Of(TableEffect.Hides, SkipExistsAndTakeName());
            return SelectsRows() ? hides with { Reach = StatementReach.AnyTable } : hides;
        }

        if (TakeIf("TABLE"))
        {
            return JudgeCreateTable();
        }

        if (TakeIf("SEQUENCE"))
        {
            return replaces ? Of(TableEffect.Drops, SkipExistsAndTakeName()) : StatementEffect.None;
        }

        if (TakeIf("DATABASE") || TakeIf("SCHEMA"))
        {
            return replaces ? DropDatabase() : StatementEffect.None;
        }

        return JudgeOther(["FULLTEXT", "INDEX", "OFFLINE", "ONLINE", "SPATIAL", "UNIQUE", "VECTOR"]);
    }

    private StatementEffect JudgeCreateTable()
    {
        bool ifMissing = TakeExists();
        TableName table = TakeName();
        string? uncountable = Countable.WhyNot(Rest());
        bool selectsRows = SelectsRows();
        TakeMark('(');
        TableName? like = TakeIf("LIKE") ? TakeName() : null;
        TableEffect effect = ifMissing ? TableEffect.CreatesIfMissing : TableEffect.Creates;
        var creates = StatementEffect.Of(new TableChange(effect, table, like, uncountable));
        return selectsRows ? creates with { Reach = StatementReach.AnyTable } : creates;
    }

    // With row format, the log has the selected rows, and the statement without its SELECT. A function in a logged SELECT can change any
    // table.
    private bool SelectsRows()
    {
        for (int i = At; i < Tokens.Count; i++)
        {
            bool isOfPartition = i + 1 < Tokens.Count && (Tokens[i + 1].IsWord("LESS") || Tokens[i + 1].IsWord("IN"));
            if (Tokens[i].IsWord("SELECT") || (Tokens[i].IsWord("VALUES") && !isOfPartition))
            {
                return true;
            }
        }

        return false;
    }

    private StatementEffect JudgeAlter()
    {
        TakeIf("ONLINE");
        bool dropsDuplicates = TakeIf("IGNORE");
        if (!TakeIf("TABLE"))
        {
            return TakeIf("DATABASE") || TakeIf("SCHEMA")
                ? Has("UPGRADE")
                    ? StatementEffect.AnyTable
                    : StatementEffect.None
                : JudgeOther(["SEQUENCE"]);
        }

        TakeExists();
        TableName table = TakeName();
        TakeWait();
        string? uncountable = Countable.WhyNot(Rest());
        bool changesRows = dropsDuplicates || uncountable is not null || Has("PARTITION") || Has("TABLESPACE");
        List<TableChange> changes = [new(changesRows ? TableEffect.Changes : TableEffect.Alters, table, null, uncountable)];
        int depth = 0;
        while (understood && At < Tokens.Count)
        {
            depth += Depth(Tokens[At]);
            if (depth == 0 && TakeIf("TABLE"))
            {
                changes.Add(new TableChange(Tokens[At - 2].IsWord("CONVERT") ? TableEffect.Drops : TableEffect.Changes, TakeName()));
            }
            else if (depth == 0 && TakeIf("RENAME"))
            {
                if (!TakeIf("COLUMN") && !TakeIf("INDEX") && !TakeIf("KEY"))
                {
                    _ = TakeIf("TO") || TakeIf("AS") || TakeMark('=');
                    changes.Add(new TableChange(TableEffect.Renames, table, TakeName()));
                }
            }
            else
            {
                At++;
            }
        }

        return StatementEffect.Of(changes);
    }

    private StatementEffect JudgeDrop()
    {
        bool temporary = TakeIf("TEMPORARY");
        if (TakeIf("TABLE") || TakeIf("TABLES"))
        {
            TakeExists();
            List<TableName> tables = TakeNames();
            TakeEnd();
            return temporary
                ? StatementEffect.None
                : StatementEffect.Of([.. tables.Select(table => new TableChange(TableEffect.Drops, table))]);
        }

        return TakeIf("DATABASE") || TakeIf("SCHEMA") ? DropDatabase() : JudgeOther(["INDEX", "SEQUENCE"]);
    }

    private StatementEffect JudgeRename()
    {
        if (!TakeIf("TABLE") && !TakeIf("TABLES"))
        {
            return JudgeOther([]);
        }

        TakeExists();
        var changes = new List<TableChange>();
        do
        {
            TableName from = TakeName();
            TakeWait();
            Take("TO");
            changes.Add(new TableChange(TableEffect.Renames, from, TakeName()));
        } while (TakeMark(','));
        TakeEnd();
        return StatementEffect.Of(changes);
    }

    private StatementEffect JudgeTruncate()
    {
        TakeIf("TABLE");
        TableName table = TakeName();
        TakeEnd();
        return Of(TableEffect.Empties, table);
    }

    // A repair may lose rows.
    private StatementEffect JudgeRepair()
    {
        _ = TakeIf("NO_WRITE_TO_BINLOG") || TakeIf("LOCAL");
        if (TakeIf("VIEW"))
        {
            return StatementEffect.None;
        }

        _ = TakeIf("TABLE") || Take("TABLES");
        return StatementEffect.Of([.. TakeNames().Select(table => new TableChange(TableEffect.Changes, table))]);
    }

    // ANALYZE without TABLE runs the statement that follows.
    private StatementEffect JudgeMaintenance()
    {
        _ = TakeIf("NO_WRITE_TO_BINLOG") || TakeIf("LOCAL");
        return TakeIf("TABLE") || TakeIf("TABLES") ? StatementEffect.None : StatementEffect.AnyTable;
    }

    private StatementEffect JudgeOther(string[] more) =>
        At < Tokens.Count
        && Tokens[At].Kind == SqlTokenKind.Word
        && (Tokens[At].Text.ToUpperInvariant() is var word && (ChangesNoRows.Contains(word) || more.Contains(word)))
            ? StatementEffect.None
            : StatementEffect.NamedTables;

    private StatementEffect DropDatabase()
    {
        TakeExists();
        string database = TakeIdentifier();
        return Of(TableEffect.DropsDatabase, new TableName(names.Of(database), ""));
    }

    private List<TableName> TakeNames()
    {
        var tables = new List<TableName>();
        do
        {
            tables.Add(TakeName());
        } while (TakeMark(','));
        return tables;
    }

    private TableName SkipExistsAndTakeName()
    {
        TakeExists();
        return TakeName();
    }

    private TableName TakeName()
    {
        string first = TakeIdentifier();
        if (TakeMark('.'))
        {
            return names.Of(first, TakeIdentifier());
        }

        understood &= statement.Database.Length > 0;
        return names.Of(statement.Database, first);
    }

    private string TakeIdentifier()
    {
        if (At >= Tokens.Count || !Tokens[At].IsIdentifier)
        {
            understood = false;
            return "";
        }

        SqlToken token = Tokens[At++];
        ReadOnlySpan<byte> bytes = statement.Sql.Span[token.Start..token.End];
        understood &=
            names.IsSure(bytes) && (isUtf8 || Ascii.IsValid(bytes)) && !token.Text.StartsWith("#mysql50#", StringComparison.Ordinal);
        return token.Kind == SqlTokenKind.Word
            ? token.Text
            : token.Text.Replace(new string((char)bytes[0], 2), new string((char)bytes[0], 1), StringComparison.Ordinal);
    }

    private void TakeEnd()
    {
        TakeWait();
        _ = TakeIf("RESTRICT") || TakeIf("CASCADE");
        TakeWait();
        while (TakeMark(';')) { }

        understood &= At == Tokens.Count;
    }

    private void TakeWait()
    {
        if (TakeIf("WAIT"))
        {
            At++;
        }
        else
        {
            TakeIf("NOWAIT");
        }
    }

    // IF EXISTS or IF NOT EXISTS
    private bool TakeExists()
    {
        if (!TakeIf("IF"))
        {
            return false;
        }

        TakeIf("NOT");
        return Take("EXISTS");
    }

    private bool Take(string word)
    {
        bool isIt = TakeIf(word);
        understood &= isIt;
        return isIt;
    }

    private bool TakeMark(char mark)
    {
        bool isIt = At < Tokens.Count && Tokens[At].IsMark(mark);
        At += isIt ? 1 : 0;
        return isIt;
    }

    // Moves behind the next such word outside of parentheses.
    private bool SkipToOuter(string word)
    {
        for (int depth = 0; At < Tokens.Count; At++)
        {
            if (depth == 0 && TakeIf(word))
            {
                return true;
            }

            depth += Depth(Tokens[At]);
        }

        return false;
    }

    private ReadOnlySpan<SqlToken> Rest() => CollectionsMarshal.AsSpan(Tokens)[Math.Min(At, Tokens.Count)..];

    private bool Has(string word) => Tokens.Skip(At).Any(token => token.IsWord(word));

    private static int Depth(SqlToken token) =>
        token.IsMark('(') ? 1
        : token.IsMark(')') ? -1
        : 0;

    private static StatementEffect Of(TableEffect effect, TableName table) => StatementEffect.Of(new TableChange(effect, table));
}
