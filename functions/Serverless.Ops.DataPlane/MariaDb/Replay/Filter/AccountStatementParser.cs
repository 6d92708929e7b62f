using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Sql;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Reads which accounts a statement changes, and whom a new role is given to. Roles by themselves are always the estate's. https://mariadb.com/kb/en/account-management-sql-commands/
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
        if (TakeIf("SET") && TakeIf("STATEMENT"))
        {
            TakeTo("FOR");
        }
        else
        {
            At = 0;
        }

        IsUnderstood = true;
        Read();
    }

    /// <summary>False when it is about no account.</summary>
    public bool IsOne => kind.Length > 0;

    /// <summary>False when it is about accounts that cannot be told.</summary>
    public bool IsUnderstood { get; private set; }

    /// <summary>User and host, the host in lower case.</summary>
    public List<(string User, string Host)> Accounts { get; } = [];

    /// <summary>Where it says CURRENT_USER: first byte, and after the last.</summary>
    public List<(int Start, int End)> OfInvoker { get; } = [];

    /// <summary>Where it names the roles that it makes.</summary>
    public List<(int Start, int End)> NewRoles { get; } = [];

    /// <summary>Where it says who may grant them; null when it does not.</summary>
    public (int Start, int End)? Admin { get; private set; }

    /// <summary>True when it sets how an account authenticates. 10.11 takes no notice of that beside CURRENT_USER, and does beside a name.</summary>
    public bool Authenticates => Tokens.Any(token => token.IsWord("IDENTIFIED"));

    /// <summary>The statement without what may be a password.</summary>
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
        }
        else if (TakeIf("GRANT"))
        {
            kind = "GRANT … TO";
            ReadListAfter("TO");
        }
        else if (TakeIf("REVOKE"))
        {
            kind = "REVOKE … FROM";
            ReadListAfter("FROM");
        }
        else if (TakeIf("SET"))
        {
            ReadSet();
        }
    }

    // Who may grant them is, without a word, whoever makes them.
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
        if (TakeIf("WITH") && TakeIf("ADMIN"))
        {
            int start = At;
            ReadAccount();
            Admin = IsUnderstood ? (Tokens[start].Start, Tokens[At - 1].End) : null;
        }
    }

    // Without FOR it is about the session's own account.
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

    // How each authenticates stands between, with brackets at most.
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
        int start = At;
        if (At >= Tokens.Count || Tokens[At].Kind == SqlTokenKind.Mark || Tokens[At].IsWord("CURRENT_ROLE"))
        {
            IsUnderstood = false;
        }
        else if (TakeIf("CURRENT_USER"))
        {
            At += At + 1 < Tokens.Count && Tokens[At].IsMark('(') && Tokens[At + 1].IsMark(')') ? 2 : 0;
            OfInvoker.Add((Tokens[start].Start, Tokens[At - 1].End));
            IsUnderstood &= invoker is not null;
            Accounts.Add(invoker ?? ("CURRENT_USER", ""));
        }
        else
        {
            string user = Value(Tokens[At++]);
            Accounts.Add((user, ReadHost()));
        }
    }

    private string ReadHost()
    {
        if (At + 1 >= Tokens.Count || !Tokens[At].IsMark('@'))
        {
            return "%";
        }

        At++;
        string host = Value(Tokens[At++]);

        // Without quotes it goes on over full stops, which are tokens of their own.
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

    // A backslash before a wildcard stays. https://mariadb.com/kb/en/string-literals/
    [GeneratedRegex(@"\\([^%_])", RegexOptions.Singleline)]
    private static partial Regex Escaped();
}
