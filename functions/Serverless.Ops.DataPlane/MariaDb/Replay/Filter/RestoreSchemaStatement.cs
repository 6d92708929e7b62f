using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Judges a statement that names the restore's own schema, or that ran with this schema as the default database. The objects that the
/// statement changes decide. A statement that is not understood is <see cref="ReplayDecision.Refuse"/>: the replay never passes over a
/// change to the estate on a guess.
/// </summary>
/// <param name="isDefault">True when names without a schema belong to this schema.</param>
/// <param name="isNamed">True when the statement names the schema.</param>
internal sealed class RestoreSchemaStatement(
    RestoreSchemaFilter notes,
    ReadOnlyMemory<byte> sql,
    List<SqlToken> tokens,
    bool isDefault,
    bool isNamed
) : StatementReader(tokens)
{
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

    private static readonly string[] MovesTables = ["RENAME", "EXCHANGE", "CONVERT"];
    private static readonly string[] ReadsTables = ["LIKE", "SELECT", "REFERENCES"];

    public JudgedStatement Judge() =>
        Next() switch
        {
            "CREATE" or "ALTER" or "DROP" or "RENAME" => JudgeDefinition(Tokens[0].Text.ToUpperInvariant()),
            "TRUNCATE" => JudgeTruncate(),
            "ANALYZE" or "OPTIMIZE" or "REPAIR" => SkipToKind() is null ? Both() : JudgeMaintenance(),
            "GRANT" or "REVOKE" => JudgeAccounts(),
            "SET" => Has("STATEMENT") ? Both() : Estate(),
            "BEGIN" or "COMMIT" or "ROLLBACK" or "SAVEPOINT" or "RELEASE" or "FLUSH" => Estate(),
            _ => Both(),
        };

    private JudgedStatement JudgeDefinition(string verb)
    {
        string? kind = SkipToKind();
        switch (kind)
        {
            case null:
                return Both();
            case "DATABASE" or "SCHEMA":
                SkipExists();
                return (IsOption() ? isDefault : notes.Is(Peek().Text)) ? Notes() : Estate();
            case "USER" or "ROLE":
                return JudgeAccounts();
            case "SERVER":
                return Estate();
            case "INDEX":
                return TakeTo("ON") ? JudgeName() : Both();
            case "TABLE" or "TABLES" or "VIEW" or "SEQUENCE" when verb == "DROP":
                SkipExists();
                return JudgeDrop();
            case "TABLE" or "TABLES" when verb == "RENAME":
                SkipExists();
                return JudgeRename();
            case "TABLE" or "VIEW" or "SEQUENCE":
                SkipExists();
                return JudgeTable(verb, kind);
            default:
                TakeIf("BODY");
                SkipExists();
                return JudgeProgram(verb, kind);
        }
    }

    // The target cannot make a table or view of the estate that is defined from this schema: its tables are not there. A statement that
    // moves a table in or out takes rows along.
    private JudgedStatement JudgeTable(string verb, string kind)
    {
        bool isOwn = TakeName();
        if (isOwn)
        {
            return verb == "ALTER" && HasAny(MovesTables) ? Both() : Notes();
        }

        return isNamed || kind == "VIEW" || HasAny(MovesTables) || HasAny(ReadsTables) ? Both() : Estate();
    }

    // Defining a program does not run its body. A function without a schema may be a server function from a library.
    private JudgedStatement JudgeProgram(string verb, string kind)
    {
        bool isQualified = At + 1 < Tokens.Count && Tokens[At + 1].IsMark('.');
        bool isOwn = TakeName();
        bool isUncertain =
            (verb == "ALTER" && Has("RENAME")) || (isOwn && !isQualified && kind == "FUNCTION" && (verb == "DROP" || Has("SONAME")));
        return isUncertain ? Both()
            : isOwn ? Notes()
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
        return kept.Count == 0 ? Notes()
            : kept.Count == names ? Estate()
            : new JudgedStatement(ReplayDecision.PartOnly, Without(start, end, kept));
    }

    private byte[] Without(int start, int end, List<(int Start, int End)> kept)
    {
        var left = new List<byte>(sql.Length);
        left.AddRange(sql.Span[..start]);
        for (int i = 0; i < kept.Count; i++)
        {
            if (i > 0)
            {
                left.Add((byte)',');
            }

            left.AddRange(sql.Span[kept[i].Start..kept[i].End]);
        }

        left.AddRange(sql.Span[end..]);
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
            : own == names ? Notes()
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
        return isOwn ? Notes() : Estate();
    }

    private JudgedStatement JudgeTruncate()
    {
        TakeIf("TABLE");
        return JudgeName();
    }

    private JudgedStatement JudgeName() => TakeName() ? Notes() : Estate();

    // The target accepts a grant on a schema that does not exist. It refuses a grant on a table that does not exist.
    private JudgedStatement JudgeAccounts()
    {
        for (int i = 0; i + 2 < Tokens.Count; i++)
        {
            if (Tokens[i].IsIdentifier && notes.Is(Tokens[i].Text) && Tokens[i + 1].IsMark('.') && !Tokens[i + 2].IsMark('*'))
            {
                return Both();
            }
        }

        return isDefault && TakeTo("ON") && !Peek().IsMark('*') && !(At + 1 < Tokens.Count && Tokens[At + 1].IsMark('.'))
            ? Both()
            : Estate();
    }

    private JudgedStatement Estate() => new(ReplayDecision.AsLogged, sql);

    private JudgedStatement Notes() => new(ReplayDecision.PassOver, sql);

    private JudgedStatement Both() => new(ReplayDecision.Refuse, sql);

    private SqlToken Peek() => At < Tokens.Count ? Tokens[At] : new SqlToken(SqlTokenKind.Mark, "\0", sql.Length, sql.Length);

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

    // True when the next name belongs to the schema.
    private bool TakeName()
    {
        string first = Peek().Text;
        At++;
        if (!TakeMark('.'))
        {
            return isDefault;
        }

        At++;
        return notes.Is(first);
    }

    private bool Has(string word) => Tokens.Any(token => token.IsWord(word));

    private bool HasAny(string[] words) => words.Any(Has);
}
