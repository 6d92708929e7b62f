using System.Text;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Sql;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Inspection.Objects;

/// <summary>
/// The order in which everything is made that follows the rows. The import and the script for a restore by hand both use it.
/// A view on another view, or on a function, is made only if its definer already has the rights (errors 1356 and 1370), and a right on
/// a view or routine can be granted only when the object exists. So each grant is given as early as it can be.
/// https://mariadb.com/kb/en/create-view/ and https://mariadb.com/kb/en/grant/
/// </summary>
internal sealed class BuildOrder
{
    private static readonly string[] Routines = ["function", "procedure", "package", "package body"];

    private readonly IReadOnlyList<SchemaObject> objects;

    /// <param name="lacking">Definers of views that do not work on the source, because the definers lack rights.</param>
    public BuildOrder(IReadOnlyList<SchemaObject> objects, IReadOnlyList<DefinerEntry> definers, IReadOnlyList<string> lacking)
    {
        this.objects = objects;

        // Never another account, such as the target's own root: its rights would be lost when they are taken back.
        lacking =
        [
            .. lacking.Where(account => Of("account").Any(made => made.Name == account) || definers.Any(made => made.Account == account)),
        ];
        Grant[] grants = [.. GrantsOf(definers)];
        SchemaObject[] views = [.. Of("view")];
        HashSet<string> viewNames = [.. views.Select(view => SqlQuote.Name(view.Schema, view.Name))];
        ILookup<string, Grant> onViews = grants
            .Where(grant => viewNames.Contains(grant.On))
            .ToLookup(grant => grant.On, StringComparer.Ordinal);
        Grant[] early = [.. grants.Where(grant => grant.On != Grant.Routine && !viewNames.Contains(grant.On))];
        HashSet<string> ofDefiners = [.. definers.Select(definer => definer.Account)];
        BeforeViews =
        [
            .. Of("account").Select(account => new BuildStep($"account {account.Name}", null, account.Statements.Take(1))),
            .. early.Where(grant => !ofDefiners.Contains(grant.Account)).Select(grant => grant.Step),
            // After the last FLUSH PRIVILEGES: under skip_name_resolve it makes the server forget an account of a named host.
            .. definers.Select(definer => new BuildStep($"definer {definer.Account}", null, definer.Statements.Take(1))),
            .. lacking.Select(account => new BuildStep($"definer {account}", null, [OfAccount(account, DefinerAccounts.Lend(account))])),
            .. early.Where(grant => ofDefiners.Contains(grant.Account)).Select(grant => grant.Step),
            .. Routines.SelectMany(Of).Select(Made),
            .. grants.Where(grant => grant.On == Grant.Routine).Select(grant => grant.Step),
        ];
        Views =
        [
            .. views.Select(view =>
                Made(view) with
                {
                    Then = [.. onViews[SqlQuote.Name(view.Schema, view.Name)].Select(grant => grant.Statement)],
                }
            ),
        ];
        AfterViews =
        [
            .. lacking.Select(account => new BuildStep(
                $"definer {account}",
                null,
                [
                    OfAccount(account, DefinerAccounts.TakeBack(account)),
                    .. grants.Where(grant => grant.Account == account && grant.IsOfWholeAccount).Select(grant => grant.Statement),
                ]
            )),
            .. Of("trigger").Concat(Of("event")).Select(Made),
            .. definers.Select(definer => new BuildStep($"definer {definer.Account}", null, DefinerAccounts.WhenObjectsExist(definer))),
        ];

        string OfAccount(string account, string statement) =>
            definers.Any(definer => definer.Account == account) ? DefinerAccounts.IfOurs(account, statement) : statement;
    }

    /// <summary>Accounts, the grants that need no view, and routines.</summary>
    public IReadOnlyList<BuildStep> BeforeViews { get; }

    /// <summary>Views, each followed by the grants on it.</summary>
    public IReadOnlyList<BuildStep> Views { get; }

    /// <summary>Takes back the rights that were lent. Then triggers and events.</summary>
    public IReadOnlyList<BuildStep> AfterViews { get; }

    private IEnumerable<SchemaObject> Of(string kind) => objects.Where(item => item.Kind == kind);

    private static BuildStep Made(SchemaObject item) => new($"{item.Kind} {item.Name}", item, item.Statements);

    private IEnumerable<Grant> GrantsOf(IReadOnlyList<DefinerEntry> definers) =>
        [
            .. Of("account").SelectMany(account => account.Statements.Skip(1).Select(grant => Grant.Read(account.Name, grant, grant))),
            .. definers.SelectMany(definer =>
                definer
                    .Statements.Skip(1)
                    .Select(grant => Grant.Read(definer.Account, grant, DefinerAccounts.IfOurs(definer.Account, grant)))
            ),
            .. Of("grants").SelectMany(item => item.Statements.Select(grant => Grant.Read(item.Name, grant, grant))),
        ];

    /// <summary>A statement that gives rights, or that changes an account in another way.</summary>
    /// <param name="On">The table or view, quoted; <see cref="Routine"/>; or empty for anything else.</param>
    private sealed record Grant(string Account, string Text, string Statement, string On)
    {
        public const string Routine = "routine";

        public BuildStep Step => new($"grants of {Account}", null, [Statement]);

        /// <summary>True for what is in the row of the account itself. Taking all rights back takes these rights as well.</summary>
        public bool IsOfWholeAccount =>
            Text.Contains(" ON *.* TO ", StringComparison.Ordinal)
            || Text.StartsWith("UPDATE mysql.global_priv ", StringComparison.Ordinal)
            || Text == GrantRows.Reload;

        public static Grant Read(string account, string text, string statement) => new(account, text, statement, Target(text));

        // A line of SHOW GRANTS: GRANT rights ON [FUNCTION|PROCEDURE|PACKAGE [BODY]] `schema`.`name` TO … The names of columns are quoted.
        private static string Target(string text)
        {
            List<SqlToken> tokens = SqlTokens.Read(Encoding.UTF8.GetBytes(text), sqlMode: 0);
            int on = tokens.FindIndex(token => token.IsWord("ON")) + 1;
            return on == 0 || on + 2 >= tokens.Count || !tokens[0].IsWord("GRANT") ? ""
                : tokens[on].Kind == SqlTokenKind.Word ? Routine
                : tokens[on + 1].IsMark('.') && tokens[on + 2].Kind == SqlTokenKind.Name ? $"`{tokens[on].Text}`.`{tokens[on + 2].Text}`"
                : "";
        }
    }
}

/// <summary>Statements that belong together.</summary>
/// <param name="What">For the error, if a statement fails.</param>
/// <param name="Item">The object that is made, under the session settings of its own; null for accounts and grants.</param>
internal sealed record BuildStep(string What, SchemaObject? Item, IEnumerable<string> Statements)
{
    /// <summary>Statements for when the object is there, under the ordinary session settings.</summary>
    public IReadOnlyList<string> Then { get; init; } = [];
}
