using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;
using Serverless.Ops.DataPlane.MariaDb.Wire;
using Serverless.Ops.Domain.Sets.Database;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>Tells which parts of the log belong to the estate, and which to the restore or to a server.</summary>
internal sealed class EstateFilter(UncarriedFilter uncarried, AccountsLeftAlone left)
{
    private readonly AccountStatementFilter accounts = new(left);

    /// <summary>How the server compares names of schemas and tables.</summary>
    public StringComparison Names => uncarried.Names;

    /// <param name="target">A target, before or after the import.</param>
    /// <param name="set">The set that the restore imports.</param>
    public static async Task<EstateFilter> ReadAsync(MariaDbConnection target, DatabaseManifest set, CancellationToken cancellationToken) =>
        new(await UncarriedFilter.ReadAsync(target, cancellationToken), await AccountsLeftAlone.ReadAsync(target, set, cancellationToken));

    /// <summary>The filter that a restore will have, as far as the source can tell.</summary>
    public static async Task<EstateFilter> ReadOfSourceAsync(MariaDbConnection source, CancellationToken cancellationToken) =>
        new(
            await UncarriedFilter.ReadAsync(source, cancellationToken),
            await AccountsLeftAlone.ReadOfSourceAsync(source, cancellationToken)
        );

    /// <summary>True for a table whose rows belong to the estate.</summary>
    public bool IsEstate(string schema, string table) => !uncarried.Is(schema, table);

    /// <summary>True for an account that a restore leaves alone.</summary>
    /// <param name="host">In lower case.</param>
    public bool IsLeft(string user, string host) => left.Include(user, host);

    public JudgedStatement Judge(QueryEvent statement)
    {
        JudgedStatement byAccounts = accounts.Judge(statement);
        if (byAccounts.Decision is ReplayDecision.PassOver or ReplayDecision.Refuse)
        {
            return byAccounts;
        }

        JudgedStatement bySchema = uncarried.Judge(statement);
        return bySchema.Decision != ReplayDecision.AsLogged ? bySchema with { RedactedText = byAccounts.RedactedText }
            : byAccounts.Decision == ReplayDecision.AsLogged && byAccounts.RedactedText is null ? EventDefiner.Judge(statement)
            : byAccounts;
    }
}

/// <summary>
/// The replay's decision on a change of the log. What no set carries does not belong to the estate, and neither do accounts that a restore
/// leaves alone.
/// </summary>
internal enum ReplayDecision
{
    /// <summary>The change belongs to the estate alone. The replay runs it as logged.</summary>
    AsLogged,

    /// <summary>The change does not touch the estate. The replay leaves it out and reports it.</summary>
    PassOver,

    /// <summary>The statement drops objects of the estate and others. The replay drops the estate's only.</summary>
    PartOnly,

    /// <summary>The result depends on the account that ran the statement, and the statement does not name it. The replay puts in the name.
    /// </summary>
    WithAccountName,

    /// <summary>The change touches both, or that cannot be ruled out; or it cannot be made the same. The replay refuses it before the first
    /// write.</summary>
    Refuse,
}

/// <summary>A statement with the decision on it.</summary>
/// <param name="Sql">
/// The bytes to replay. They differ from the log only for <see cref="ReplayDecision.PartOnly"/> and
/// <see cref="ReplayDecision.WithAccountName"/>.
/// </param>
/// <param name="RedactedText">Text for reports and errors if the statement may hold a password; otherwise null.</param>
/// <param name="Why">
/// Why the statement is refused, as the end of "a statement that …"; null when it may change the estate and something else.
/// </param>
internal readonly record struct JudgedStatement(
    ReplayDecision Decision,
    ReadOnlyMemory<byte> Sql,
    string? RedactedText = null,
    string? Why = null
);
