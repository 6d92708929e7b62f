using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Reads which accounts a statement changes, and which account may grant a new role. Roles themselves always belong to the estate.
/// https://mariadb.com/kb/en/account-management-sql-commands/
/// </summary>
internal sealed partial class AccountStatementParser : StatementReader
{
    private readonly (string User, string Host)? invoker;
    private readonly bool backslashEscapes;
    private string kind = "";

    public AccountStatementParser(List<SqlToken> tokens, (string User, string Host)? invoker, bool backslashEscapes)
        : base(tokens)
    {
        (this.invoker, this.backslashEscapes) = (invoker, backslashEscapes);
        SkipSetStatement();
        IsUnderstood = true;
        Read();
    }

    /// <summary>False when the statement does not change accounts.</summary>
    public bool IsOne => kind.Length > 0;

    /// <summary>False when the statement changes accounts but the parser cannot tell which.</summary>
    public bool IsUnderstood { get; private set; }

    /// <summary>User and host of each account; the host is in lower case.</summary>
    public List<(string User, string Host)> Accounts { get; } = [];

    /// <summary>Byte ranges of CURRENT_USER and CURRENT_ROLE in the statement, in order; End is after the last byte.</summary>
    public List<(int Start, int End)> OfInvoker { get; } = [];

    /// <summary>Byte ranges of the names of new roles.</summary>
    public List<(int Start, int End)> NewRoles { get; } = [];

    /// <summary>Byte range of WITH ADMIN and the account that may grant the new roles; null when the statement names none.</summary>
    public (int Start, int End)? Admin { get; private set; }

    /// <summary>
    /// True when the statement sets how an account authenticates. MariaDB 10.11 ignores that with CURRENT_USER, but not with a name.
    /// </summary>
    public bool Authenticates => Tokens.Any(token => token.IsWord("IDENTIFIED"));

    /// <summary>The kind of statement and its accounts, without anything that may be a password.</summary>
    public override string ToString() => $"{kind} {string.Join(", ", Accounts.Select(account => $"{account.User}@{account.Host}"))}";

    private void Read()
    {
        if (TakeIf("CREATE") || TakeIf("ALTER") || TakeIf("DROP") || TakeIf("RENAME"))
        {
            string verb = Tokens[At - 1].Text.ToUpperInvariant();
            if (TakeIf("OR"))
            {
                TakeIf("REPLACE");
            }

            if (TakeIf("USER"))
            {
                kind = $"{verb} USER";
                SkipExists();
                ReadList(andAfterTo: verb == "RENAME");
            }
            else if (verb == "CREATE" && TakeIf("ROLE"))
            {
                kind = "CREATE ROLE … WITH ADMIN";
                ReadRoles();
            }
            else if (verb == "DROP" && TakeIf("ROLE"))
            {
                kind = "DROP ROLE";
                TakeCurrentRoles("");
            }
        }
        else if (TakeIf("GRANT"))
        {
            kind = "GRANT … TO";
            TakeCurrentRoles("TO");
            ReadListAfter("TO");
        }
        else if (TakeIf("REVOKE"))
        {
            kind = "REVOKE … FROM";
            TakeCurrentRoles("FROM");
            ReadListAfter("FROM");
        }
        else if (TakeIf("SET"))
        {
            ReadSet();
        }
    }

    // Without WITH ADMIN, the account that makes the roles may grant them.
    private void ReadRoles()
    {
        SkipExists();
        while (At < Tokens.Count && !Tokens[At].IsWord("WITH") && !Tokens[At].IsMark(';'))
        {
            SqlToken token = Tokens[At++];
            if (!token.IsMark(','))
            {
                NewRoles.Add((token.Start, token.End));
            }
        }

        IsUnderstood = NewRoles.Count > 0;
        int start = At;
        if (TakeIf("WITH") && TakeIf("ADMIN"))
        {
            ReadAccount();
            Admin = IsUnderstood ? (Tokens[start].Start, Tokens[At - 1].End) : null;
        }
    }

    // Without FOR the statement is about the session's own account, which the parser does not know.
    private void ReadSet()
    {
        bool isRole = TakeIf("DEFAULT") && TakeIf("ROLE");
        if (isRole || TakeIf("PASSWORD"))
        {
            kind = isRole ? "SET DEFAULT ROLE … FOR" : "SET PASSWORD FOR";
            ReadListAfter("FOR");
        }
    }

    private void ReadListAfter(string word)
    {
        if (TakeTo(word))
        {
            ReadList(andAfterTo: false);
        }
        else
        {
            IsUnderstood = false;
        }
    }

    // An authentication clause may follow each account. Commas within its brackets do not separate accounts.
    private void ReadList(bool andAfterTo)
    {
        ReadAccount();
        int depth = 0;
        while (At < Tokens.Count)
        {
            SqlToken token = Tokens[At++];
            depth +=
                token.IsMark('(') ? 1
                : token.IsMark(')') ? -1
                : 0;
            if (depth == 0 && (token.IsMark(',') || (andAfterTo && token.IsWord("TO"))))
            {
                ReadAccount();
            }
        }
    }

    private void ReadAccount()
    {
        if (At >= Tokens.Count || Tokens[At].Kind == SqlTokenKind.Mark)
        {
            IsUnderstood = false;
        }
        else if (TakeInvoker("CURRENT_USER", isRole: false) || TakeInvoker("CURRENT_ROLE", isRole: true))
        {
            Accounts.Add(invoker ?? (Tokens[At - 1].Text, ""));
        }
        else
        {
            string user = Value(Tokens[At++]);
            Accounts.Add((user, ReadHost()));
        }
    }

    // The log has one invoker for a statement. So it does not say both who CURRENT_USER and who CURRENT_ROLE is.
    private bool TakeInvoker(string word, bool isRole)
    {
        int start = At;
        if (!TakeIf(word))
        {
            return false;
        }

        SkipBrackets();
        OfInvoker.Add((Tokens[start].Start, Tokens[At - 1].End));
        IsUnderstood &= invoker is var (_, host) && InvokerName.IsRole(host) == isRole;
        return true;
    }

    // Reads GRANT CURRENT_ROLE TO and the like, up to the word before the accounts.
    private void TakeCurrentRoles(string before)
    {
        int start = At;
        while (At < Tokens.Count && !(Tokens[At].IsWord(before) && !Tokens[At - 1].IsMark('.')))
        {
            if (!TakeInvoker("CURRENT_ROLE", isRole: true))
            {
                At++;
            }
        }

        At = start;
    }

    private string ReadHost()
    {
        if (At + 1 >= Tokens.Count || !Tokens[At].IsMark('@'))
        {
            return "%";
        }

        At++;
        string host = Value(Tokens[At++]);

        // A host without quotes may contain full stops, which are tokens of their own.
        while (
            Tokens[At - 1].Kind is SqlTokenKind.Word or SqlTokenKind.Mark
            && At < Tokens.Count
            && Tokens[At].Start == Tokens[At - 1].End
            && (Tokens[At].Kind == SqlTokenKind.Word || Tokens[At].IsMark('.'))
        )
        {
            host += Tokens[At++].Text;
        }

        return host.ToLowerInvariant();
    }

    private string Value(SqlToken token) =>
        token.Kind == SqlTokenKind.Text && backslashEscapes ? Escaped().Replace(token.Text, "$1") : token.Text;

    // A backslash before % or _ is part of the text. https://mariadb.com/kb/en/string-literals/
    [GeneratedRegex(@"\\([^%_])", RegexOptions.Singleline)]
    private static partial Regex Escaped();
}
