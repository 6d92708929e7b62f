using Serverless.Ops.DataPlane.MariaDb.Binlog.Events;
using Serverless.Ops.DataPlane.MariaDb.Inspection.Accounts;

namespace Serverless.Ops.DataPlane.MariaDb.Replay.Filter;

/// <summary>Says what of the log is the estate's, and what is the restore's or a server's own.</summary>
internal sealed class EstateFilter(RestoreSchemaFilter notes, AccountsLeftAlone left)
{
    private readonly AccountStatementFilter accounts = new(left);

    /// <summary>How the server compares names of schemas and tables.</summary>
    public StringComparison Names => notes.Names;

    public bool IsEstate(string schema) => !notes.Is(schema);

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

        JudgedStatement bySchema = notes.Judge(statement);
        return bySchema.Decision == ReplayDecision.AsLogged ? byAccounts : bySchema with { RedactedText = byAccounts.RedactedText };
    }
}

/// <summary>What a statement of the log has to do with what is not the estate's: the restore's own schema, and accounts that a restore leaves alone.</summary>
internal enum ReplayDecision
{
    /// <summary>It belongs to the estate alone. The replay runs it as the log has it.</summary>
    AsLogged,

    /// <summary>It changes nothing of the estate. The replay leaves it out and reports that.</summary>
    PassOver,

    /// <summary>It drops things of the estate and others in one statement. The replay drops those of the estate.</summary>
    PartOnly,

    /// <summary>It means the account that ran it without naming it. The replay runs it with that account's name.</summary>
    WithAccountName,

    /// <summary>It changes both, or nobody can tell. The replay refuses it before the first write.</summary>
    Refuse,
}

/// <summary>A statement and what of it is the estate's.</summary>
/// <param name="Sql">Its bytes as they are to be replayed; they differ from the log's only for <see cref="ReplayDecision.PartOnly"/> and <see cref="ReplayDecision.WithAccountName"/>.</param>
/// <param name="RedactedText">What reports and errors say in its place when it may hold a password; null when it may be shown.</param>
internal readonly record struct JudgedStatement(ReplayDecision Decision, ReadOnlyMemory<byte> Sql, string? RedactedText = null);
