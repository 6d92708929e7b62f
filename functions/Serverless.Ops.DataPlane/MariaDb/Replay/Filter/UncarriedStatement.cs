using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Findings;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Judges a statement that names something that no set carries, or that ran with such a schema as the default database. The objects that
/// the statement changes decide. A statement that changes such an object and the estate is <see cref="ReplayDecision.Refuse"/>, and so is
/// one that makes an object of the estate from such a table: the replay never passes over a change to the estate on a guess.
/// </summary>
internal sealed class UncarriedStatement(UncarriedFilter filter, QueryEvent statement, List<SqlToken> tokens) : StatementReader(tokens)
{
    private const ulong NoAutoCreateUser = 1 << 28;
    private static readonly string[] RowVerbs = ["INSERT", "REPLACE", "UPDATE", "DELETE"];
    private static readonly string[] ServersRoutines = ["AddGeometryColumn", "DropGeometryColumn"];
    private static readonly string[] Kinds =
    [
        "DATABASE",
        "SCHEMA",
        "TABLE",
        "TABLES",
        "VIEW",
        "SEQUENCE",
        "TRIGGER",
        "PROCEDURE",
        "FUNCTION",
        "EVENT",
        "PACKAGE",
        "INDEX",
        "USER",
        "ROLE",
        "SERVER",
    ];

    // A table's name may follow.
    private static readonly string[] ReadsTables = ["FROM", "JOIN", "LIKE", "REFERENCES"];
    private readonly string database = statement.Database;

    // The statement may be about the restore's own schema. Nobody else has that, so nothing is guessed.
    private bool IsOfNotes => filter.IsNotes(database) || Tokens.Any(token => token.IsIdentifier && filter.IsNotes(token.Text));

    public JudgedStatement Judge()
    {
        SkipSetStatement();
        int start = At;
        string verb = Next();
        return verb switch
        {
            "CREATE" or "ALTER" or "DROP" or "RENAME" => JudgeDefinition(verb),
            "TRUNCATE" => JudgeTruncate(),
            "ANALYZE" or "OPTIMIZE" or "REPAIR" => SkipToKind() is null ? Unknown() : JudgeMaintenance(),
            "GRANT" or "REVOKE" => JudgeAccounts(),
            "BEGIN" or "COMMIT" or "ROLLBACK" or "SAVEPOINT" or "RELEASE" or "FLUSH" => Estate(),
            "SET" when start == 0 => Estate(),
            _ when RowVerbs.Contains(verb) => JudgeRows(),
            _ => Unknown(),
        };
    }

    private JudgedStatement JudgeRows()
    {
        var rows = new RowStatement(Tokens, database, RowVerbs);
        (string Schema, string Table)[] changed = [.. rows.Changed()];
        int own = changed.Count(table => filter.Is(table.Schema, table.Table));
        return own == 0
            ? ReadsMissing()
                ? Both()
                : Estate()
            : own == changed.Length && !rows.MayCallStoredFunction()
                ? Uncarried()
                : Both();
    }

    private JudgedStatement JudgeDefinition(string verb)
    {
        string? kind = SkipToKind();
        switch (kind)
        {
            case null:
                return Unknown();
            case "DATABASE" or "SCHEMA":
                SkipExists();
                return filter.Is(IsOption() ? database : Peek().Text) ? Uncarried() : Estate();
            case "USER" or "ROLE":
                return JudgeAccounts();
            case "SERVER":
                return Estate();
            case "INDEX":
                return TakeTo("ON") ? JudgeName() : Unknown();
            case "TABLE" or "TABLES" or "VIEW" or "SEQUENCE" when verb == "DROP":
                SkipExists();
                return JudgeDrop();
            case "TABLE" or "TABLES" when verb == "RENAME":
                SkipExists();
                return JudgeRename();
            case "TABLE" or "VIEW" or "SEQUENCE":
                SkipExists();
                return JudgeTable(verb, kind);
            case "TRIGGER" when verb == "CREATE":
                return TakeTo("ON") ? JudgeName() : Unknown(); // a trigger is in the schema of its table
            default:
                TakeIf("BODY");
                SkipExists();
                return JudgeProgram(verb, kind);
        }
    }

    // The target cannot make a table or view of the estate that is defined from such a table: it may not be there. A statement that moves a
    // table in or out takes rows along.
    private JudgedStatement JudgeTable(string verb, string kind)
    {
        bool isOwn = TakeName();
        bool[] moves = verb == "ALTER" ? [.. MovesTo()] : [];
        return isOwn
            ? moves.All(toOwn => toOwn)
                ? Uncarried()
                : Both()
            : moves.Any(toOwn => toOwn) || ReadsMissing() || (filter.IsNotes(database) && kind == "VIEW")
                ? Both()
                : Estate();
    }

    // The other tables of RENAME TO, EXCHANGE PARTITION WITH TABLE and CONVERT TABLE: true for one that no set carries.
    private IEnumerable<bool> MovesTo()
    {
        for (; At < Tokens.Count; At++)
        {
            if (TakeIf("RENAME"))
            {
                if (!Peek().IsWord("COLUMN") && !Peek().IsWord("INDEX") && !Peek().IsWord("KEY"))
                {
                    _ = TakeIf("TO") || TakeIf("AS") || TakeMark('=');
                    yield return TakeName();
                }
            }
            else if ((TakeIf("WITH") || TakeIf("TO") || TakeIf("CONVERT")) && TakeIf("TABLE"))
            {
                yield return TakeName();
            }
        }
    }

    // True when the statement names a table that a target does not have. Lists after FROM are not looked through: then the replay fails.
    private bool ReadsMissing()
    {
        for (int i = 0; i < Tokens.Count; i++)
        {
            bool isFirst = Tokens[i].IsIdentifier && !(i > 0 && Tokens[i - 1].IsMark('.'));
            bool isQualified = i + 2 < Tokens.Count && Tokens[i + 1].IsMark('.');
            if (
                isFirst
                && (
                    filter.IsNotes(Tokens[i].Text)
                    || (isQualified && filter.IsMissing(Tokens[i].Text, Tokens[i + 2].Text))
                    || (!isQualified && i > 0 && ReadsTables.Any(Tokens[i - 1].IsWord) && filter.IsMissing(database, Tokens[i].Text))
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    // Defining a program does not run its body. A function without a schema may be a server function from a library.
    private JudgedStatement JudgeProgram(string verb, string kind)
    {
        bool isQualified = At + 1 < Tokens.Count && Tokens[At + 1].IsMark('.');
        bool isOwn = filter.Is(isQualified ? Peek().Text : database);
        bool mayBeOfLibrary = isOwn && !isQualified && kind == "FUNCTION" && (verb == "DROP" || Has("SONAME"));
        return mayBeOfLibrary || (verb == "ALTER" && Has("RENAME")) ? Unknown()
            : isOwn ? Uncarried()
            : Estate();
    }

    private JudgedStatement JudgeDrop()
    {
        var kept = new List<(int Start, int End)>();
        int names = 0;
        int start = Peek().Start;
        int end = start;
        do
        {
            int from = Peek().Start;
            bool isOwn = TakeName();
            end = Tokens[At - 1].End;
            names++;
            if (!isOwn)
            {
                kept.Add((from, end));
            }
        } while (TakeMark(','));
        return kept.Count == 0 ? Uncarried()
            : kept.Count == names ? Estate()
            : new JudgedStatement(ReplayDecision.PartOnly, Without(start, end, kept));
    }

    private byte[] Without(int start, int end, List<(int Start, int End)> kept)
    {
        var left = new List<byte>(statement.Sql.Length);
        left.AddRange(statement.Sql.Span[..start]);
        for (int i = 0; i < kept.Count; i++)
        {
            if (i > 0)
            {
                left.Add((byte)',');
            }

            left.AddRange(statement.Sql.Span[kept[i].Start..kept[i].End]);
        }

        left.AddRange(statement.Sql.Span[end..]);
        return [.. left];
    }

    private JudgedStatement JudgeRename()
    {
        (int own, int names) = (0, 0);
        do
        {
            own += TakeName() ? 1 : 0;
            names++;
            while (TakeIf("WAIT") || TakeIf("NOWAIT"))
            {
                At += Peek().Text.All(char.IsAsciiDigit) ? 1 : 0;
            }
        } while (TakeMark(',') || TakeIf("TO"));
        return own == 0 ? Estate()
            : own == names ? Uncarried()
            : Both();
    }

    // Maintenance does not change rows, and a missing table is no error.
    private JudgedStatement JudgeMaintenance()
    {
        bool isOwn = true;
        do
        {
            isOwn &= TakeName();
        } while (TakeMark(','));
        return isOwn ? Uncarried() : Estate();
    }

    private JudgedStatement JudgeTruncate()
    {
        TakeIf("TABLE");
        return JudgeName();
    }

    private JudgedStatement JudgeName() => TakeName() ? Uncarried() : Estate();

    // The target accepts a grant on a schema that does not exist. It refuses a grant on a table or routine that does not exist.
    private JudgedStatement JudgeAccounts()
    {
        if (!TakeTo("ON"))
        {
            return Estate();
        }

        TakeIf("TABLE");
        bool isRoutine = TakeIf("FUNCTION") || TakeIf("PROCEDURE") || (TakeIf("PACKAGE") && (TakeIf("BODY") || true));
        bool isQualified = At + 1 < Tokens.Count && Tokens[At + 1].IsMark('.');
        string schema = isQualified ? Peek().Text : database;
        string name = At + 2 < Tokens.Count && isQualified ? Tokens[At + 2].Text : Peek().Text;
        bool isMissing =
            name != "*"
            && (
                isRoutine
                    ? filter.IsMissing(schema, "") && !ServersRoutines.Contains(name, StringComparer.OrdinalIgnoreCase)
                    : filter.IsMissing(schema, name)
            );
        return !isMissing ? Estate()
            : MayMakeAccount() ? Both()
            : Uncarried();
    }

    private bool MayMakeAccount() =>
        !Tokens[0].IsWord("REVOKE")
        && (
            ((statement.Context.SqlMode ?? 0) & NoAutoCreateUser) == 0
            || Has("IDENTIFIED")
            || Has("REQUIRE")
            || Enumerable.Range(0, Tokens.Count - 1).Any(i => Tokens[i].IsWord("WITH") && !Tokens[i + 1].IsWord("GRANT"))
        );

    private JudgedStatement Estate() => new(ReplayDecision.AsLogged, statement.Sql);

    private JudgedStatement Uncarried() => new(ReplayDecision.PassOver, statement.Sql);

    private JudgedStatement Both() => new(ReplayDecision.Refuse, statement.Sql);

    private JudgedStatement Unknown() => IsOfNotes ? Both() : Estate();

    private SqlToken Peek() =>
        At < Tokens.Count ? Tokens[At] : new SqlToken(SqlTokenKind.Mark, "\0", statement.Sql.Length, statement.Sql.Length);

    private string Next() => At < Tokens.Count ? Tokens[At++].Text.ToUpperInvariant() : "";

    private bool TakeMark(char mark)
    {
        bool isIt = Peek().IsMark(mark);
        At += isIt ? 1 : 0;
        return isIt;
    }

    private string? SkipToKind()
    {
        while (At < Tokens.Count)
        {
            SqlToken token = Tokens[At++];
            if (token.Kind == SqlTokenKind.Word && Kinds.Contains(token.Text, StringComparer.OrdinalIgnoreCase))
            {
                return token.Text.ToUpperInvariant();
            }
        }

        return null;
    }

    // ALTER DATABASE without a name changes the default database.
    private bool IsOption() =>
        Peek() is { Kind: SqlTokenKind.Word, Text: var text }
        && ((string[])["DEFAULT", "CHARACTER", "CHARSET", "COLLATE", "COMMENT"]).Contains(text, StringComparer.OrdinalIgnoreCase);

    // True when the next name is a table that no set carries.
    private bool TakeName()
    {
        string first = Peek().Text;
        At++;
        if (!TakeMark('.'))
        {
            return filter.Is(database, first);
        }

        string second = Peek().Text;
        At++;
        return filter.Is(first, second);
    }

    private bool Has(string word) => Tokens.Any(token => token.IsWord(word));
}
