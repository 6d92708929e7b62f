using System.Text;
using System.Text.RegularExpressions;
using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Inspection;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.DataPlane.MariaDb.Wire;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>
/// Finds statements and tables of the log that belong to what no set carries: the restore's own schema, which a source that was restored
/// itself has, and the server's own databases, but for accounts, programs and servers. On the target these belong to the target and to the
/// restore that runs. Tables that somebody put there, such as heartbeats of a monitoring tool, are not on the target at all.
/// docs/formats/database-set.md lists what a set carries.
/// </summary>
/// <param name="names">How the server compares schema names (lower_case_table_names). The same on source and target.</param>
internal sealed partial class UncarriedFilter(StringComparison names)
{
    private const string Mysql = "mysql";
    private const string Sys = "sys";

    // A set carries these tables of mysql, as statements or as rows.
    private static readonly string[] Carried =
    [
        "columns_priv",
        "db",
        "event",
        "func",
        "global_priv",
        "host",
        "proc",
        "procs_priv",
        "proxies_priv",
        "roles_mapping",
        "servers",
        "tables_priv",
        "user",
    ];

    public static async Task<UncarriedFilter> ReadAsync(MariaDbConnection server, CancellationToken cancellationToken) =>
        new(
            (await server.QueryStringsAsync("SELECT @@lower_case_table_names", cancellationToken))[0][0] == "0"
                ? StringComparison.Ordinal
                : StringComparison.OrdinalIgnoreCase
        );

    /// <summary>How the server compares names of schemas and tables.</summary>
    public StringComparison Names => names;

    /// <summary>True for the restore's own schema.</summary>
    public bool IsNotes(string schema) => schema.Equals(Schemas.Notes, names);

    /// <summary>True for a schema that a set does not carry. Its programs and views are not the estate's.</summary>
    public bool Is(string schema) => IsNotes(schema) || IsServers(schema);

    /// <summary>True for a table that a set does not carry.</summary>
    public bool Is(string schema, string table) =>
        IsNotes(schema) || (IsServers(schema) && !(schema.Equals(Mysql, names) && Carried.Contains(table, Comparer)));

    /// <summary>True for a table that is not on a target. Views and programs of the estate cannot use it there.</summary>
    public bool IsMissing(string schema, string table) =>
        IsNotes(schema)
        || (
            schema.Equals(Mysql, names)
            && !AddedToServer.TablesOfServers.Contains(table, Comparer)
            && !AddedToServer.PrefixesOfServers.Any(prefix => table.StartsWith(prefix, names))
        );

    /// <summary>True when a byte of a character may look like a quote.</summary>
    public static bool IsAmbiguous(QueryEvent statement) =>
        ClientText.IsAmbiguous(statement.Context.ClientCharacterSet, statement.Sql.Span);

    public JudgedStatement Judge(QueryEvent statement)
    {
        var logged = new JudgedStatement(ReplayDecision.AsLogged, statement.Sql);
        string text = Encoding.Latin1.GetString(statement.Sql.Span);
        bool mayName = text.Contains(Schemas.Notes, StringComparison.OrdinalIgnoreCase) || ServersName().IsMatch(text);
        if (!Is(statement.Database) && !mayName)
        {
            return logged;
        }

        if (IsAmbiguous(statement))
        {
            return mayName || IsNotes(statement.Database) ? logged with { Decision = ReplayDecision.Refuse } : logged;
        }

        List<SqlToken> tokens = SqlTokens.Read(statement.Sql.Span, statement.Context.SqlMode ?? 0);
        return Is(statement.Database) || Enumerable.Range(0, tokens.Count).Any(i => IsNamed(tokens, i))
            ? new UncarriedStatement(this, statement, tokens).Judge()
            : logged; // the name stands only in a string or a comment, or is the name of something else
    }

    // The restore's schema has a name that nothing else has. The server's databases have ordinary words as names.
    private bool IsNamed(List<SqlToken> tokens, int at) =>
        tokens[at].IsIdentifier
        && (
            IsNotes(tokens[at].Text)
            || (
                IsServers(tokens[at].Text)
                && (
                    (at + 1 < tokens.Count && tokens[at + 1].IsMark('.'))
                    || (at > 0 && (tokens[at - 1].IsWord("DATABASE") || tokens[at - 1].IsWord("SCHEMA") || tokens[at - 1].IsWord("EXISTS")))
                )
            )
        );

    private StringComparer Comparer => StringComparer.FromComparison(names);

    private bool IsServers(string schema) => schema.Equals(Mysql, names) || schema.Equals(Sys, names);

    [GeneratedRegex(
        @"\b(?:mysql|sys)[`""]?\s*(?:\.|/\*)|\b(?:database|schema|exists)\b.*\b(?:mysql|sys)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex ServersName();
}
